/** Spanish, understood alike on both sides of the Atlantic. */

import { esProblems } from './es-problems.ts'
import type { Words } from './words.ts'

const counted = (seconds: number) => (seconds === 1 ? 'un segundo' : `${seconds} segundos`)

export const es: Words = {
  tagline: 'Habla con un agente de voz con IA',
  start: 'Iniciar conversación',
  stop: 'Terminar conversación',
  mute: 'Silenciar micrófono',
  useMicrophone: 'Usar micrófono',
  interrupt: 'Interrumpir',
  message: 'Mensaje',
  messageHint: 'Escribe un mensaje',
  unblock: 'Activar sonido',
  renew: 'Recargar',
  send: 'Enviar',
  language: 'Idioma',
  lang: 'es',
  theme: 'Apariencia',
  themes: { system: 'Sistema', light: 'Clara', dark: 'Oscura' },
  offers: { voice: 'Voz', language: 'Idioma hablado', rate: 'Velocidad', standard: 'Estándar' },
  status: {
    idle: 'En espera',
    starting: 'Iniciando',
    ready: 'Listo',
    listening: 'Escuchando',
    approval: 'Permiso',
    processing: 'Procesando',
    speaking: 'Hablando',
    resuming: 'Reconectando',
    error: 'Error',
    stopped: 'Terminada',
  },
  sentence: {
    idle: 'Inicia una conversación y empieza a hablar.',
    idleLeft: 'Tu conversación sigue abierta. Pulsa «Iniciar conversación» para continuarla.',
    idleInsecure:
      'Esta dirección no es segura (sin HTTPS), así que el navegador no da micrófono ni sonido. Puedes escribir y leer las respuestas.',
    starting: 'Conectando. El navegador puede pedir permiso para usar el micrófono.',
    ready: 'Tu turno. Habla o escribe un mensaje.',
    readyNudged: 'Te escucho. Di algo cuando quieras.',
    readyMuted: 'Tu micrófono está silenciado. Actívalo para hablar o escribe un mensaje.',
    readyAsking: 'Permite el micrófono para hablar o escribe un mensaje.',
    readyByText: 'Tu turno. Escribe un mensaje.',
    enterCode: 'Introduce el código de acceso que te dieron.',
    signIn: 'Inicia sesión en tu cuenta para hablar con el agente.',
    listening: 'Sigue, te escucho.',
    approval: 'El agente pide tu permiso. Concédelo o deniégalo en la conversación.',
    processing: 'Un momento.',
    speaking: 'Habla en cualquier momento para interrumpir.',
    speakingByText: 'Escribe un mensaje o pulsa «Interrumpir» en cualquier momento.',
    resuming: 'Se está restableciendo la conexión. Lo que oíste no se pierde.',
    waitingTurn: 'Se están conectando muchas conversaciones. La tuya se conectará sola cuando le toque.',
    waitingSignIn: 'El servidor está iniciando sesión en el servicio de voz, y tarda. Continúa por sí solo.',
    error: 'La conversación ha terminado por un problema.',
    stopped: 'La conversación ha terminado. Inicia otra cuando quieras.',
  },
  ending: {
    idle: (seconds) => `¿Sigues ahí? Habla o escribe en menos de ${counted(seconds)}, o la conversación terminará.`,
    limit: (seconds) => `Esta conversación ha llegado a su tiempo límite y terminará en ${counted(seconds)}.`,
  },
  access: {
    code: 'Código de acceso',
    enter: 'Continuar',
    signInLink: 'Iniciar sesión',
    wrong_code: 'Este código no es correcto. Revísalo e inténtalo de nuevo.',
    locked: (minutes) =>
      minutes === 1
        ? 'Demasiados códigos incorrectos. Inténtalo de nuevo en un minuto.'
        : `Demasiados códigos incorrectos. Inténtalo de nuevo en ${minutes} minutos.`,
    offline: 'No se pudo contactar con el servidor. Revisa tu red e inténtalo de nuevo.',
  },
  level: 'Nivel del micrófono',
  microphone: {
    denied:
      'El micrófono está bloqueado. Permítelo en los ajustes del sitio de tu navegador y se usará al momento. Mientras tanto, escribe tus mensajes.',
    missing: 'No se ha encontrado ningún micrófono. Conecta uno y se usará al momento, o escribe tus mensajes.',
    busy: 'Otro programa está usando el micrófono. Ciérralo y pulsa «Usar micrófono», o escribe tus mensajes.',
    unsupported:
      'Este navegador no puede usar un micrófono aquí. Abre la página por HTTPS en un navegador actual, o escribe tus mensajes.',
    silent: 'El micrófono no capta ningún sonido. Comprueba si está apagado o elige otro en tu sistema.',
    lost: 'El micrófono se ha desconectado. Conéctalo de nuevo, u otro, y se usará al momento, o escribe tus mensajes.',
    clipped: 'Tu voz llega demasiado fuerte. Aléjate un poco del micrófono.',
    blocked: 'El navegador bloquea el sonido: no oyes al agente. Actívalo, o escribe y lee.',
    suspended:
      'El sonido se ha interrumpido, quizá por una llamada o por la pantalla bloqueada. Vuelve por sí solo o cuando toques la página.',
  },
  conversation: 'Conversación',
  invitation: 'Lo que digas y lo que responda el agente aparecerá aquí.',
  invitationLeft: 'Lo dicho volverá a aparecer aquí al continuar.',
  you: 'Tú',
  agent: 'Agente',
  notUnderstood: 'No se entendió',
  unheard: 'No escuchado:',
  tool: { running: 'en uso', succeeded: 'completada', failed: 'falló' },
  approval: {
    asked: '¿Puede el agente usar esto?',
    allowed: 'Permitido',
    denied: 'Denegado',
    closed: 'Ya no es necesario',
    allow: 'Permitir',
    deny: 'Denegar',
  },
  note: {
    'session.started': 'Conversación iniciada',
    'session.stopped': 'Conversación terminada',
    'session.failed': 'Conversación terminada por un problema',
  },
  dropped: (count) =>
    count === 1 ? 'Ya no se muestra una entrada anterior' : `Ya no se muestran ${count} entradas anteriores`,
  log: 'Registro',
  verbose: 'Detallado',
  emulator: 'Emulador',
  retryAfter: (seconds) =>
    seconds === 0
      ? 'Ya puedes iniciar una conversación nueva.'
      : `Inicia una conversación nueva dentro de ${seconds} s.`,
  emulatorHint: 'No hay nube detrás de esta página; el agente solo entiende inglés. Di:',
  problem: esProblems,
}
