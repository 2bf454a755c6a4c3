/** What can go wrong, and what to do, in Spanish. */

import type { Words } from './words.ts'

export const esProblems: Words['problem'] = {
  bad_message: {
    message: 'El servidor no entendió un mensaje de esta página.',
    remedy: 'Recarga la página para obtener su versión actual.',
  },
  bad_audio: {
    message: 'El servidor recibió un audio que no puede usar.',
    remedy: 'Recarga la página; si vuelve a ocurrir, elige otro micrófono.',
  },
  flooded: {
    message: 'Esta página envió más de lo que cabe en una conversación.',
    remedy: 'Espera un momento e inicia una conversación nueva.',
  },
  not_ready: { message: 'La conversación aún no está lista.', remedy: 'Espera a que aparezca «Listo».' },
  busy: {
    message: 'El servidor no tiene lugar para otra conversación.',
    remedy: 'Vuelve a intentarlo en un minuto.',
  },
  busy_network: {
    message: 'Todos los lugares de este servidor para una misma red están ocupados.',
    remedy: 'Espera a que alguien de tu red termine, o usa otra red.',
  },
  draining: {
    message: 'El servidor se está actualizando.',
    remedy: 'Inicia una conversación nueva dentro de unos segundos.',
  },
  resume_expired: {
    message: 'La conexión se interrumpió demasiado tiempo y la conversación ha terminado.',
    remedy: 'Inicia una conversación nueva.',
  },
  session_idle: {
    message: 'La conversación terminó porque nadie habló durante un rato.',
    remedy: 'Inicia una conversación nueva cuando quieras seguir.',
  },
  session_limit: {
    message: 'La conversación alcanzó la duración máxima que permite este servidor.',
    remedy: 'Inicia una conversación nueva para seguir.',
  },
  upstream_no_credentials: {
    message: 'El servidor no pudo identificarse ante el servicio de voz.',
    remedy:
      'En tu propio equipo, ejecuta az login; en Azure, da al servidor una identidad administrada. El motivo está en su registro.',
  },
  upstream_unknown_host: {
    message: 'No se encontró el nombre del servicio de voz.',
    remedy: 'Revisa cómo está escrito el punto de conexión y el DNS del servidor.',
  },
  upstream_untrusted: {
    message: 'No se pudo establecer una conexión segura con el servicio de voz.',
    remedy:
      'Comprueba que el punto de conexión sea la dirección del propio recurso y que ningún proxy sustituya su certificado.',
  },
  upstream_unreachable: {
    message: 'No se pudo contactar con el servicio de voz.',
    remedy: 'Revisa el punto de conexión y la red del servidor.',
  },
  upstream_timeout: {
    message: 'El servicio de voz no respondió a tiempo.',
    remedy: 'Inténtalo de nuevo; si vuelve a ocurrir, revisa el estado del servicio.',
  },
  upstream_unauthorized: {
    message: 'El servicio de voz no aceptó las credenciales del servidor.',
    remedy: 'Revisa la clave o autentica el servidor.',
  },
  upstream_forbidden: {
    message: 'El servidor no tiene permiso para usar el servicio de voz.',
    remedy: 'Da a su identidad los roles Cognitive Services User y Foundry User.',
  },
  upstream_not_found: {
    message: 'El servicio de voz no conoce esta dirección, versión o modelo.',
    remedy: 'Revisa el punto de conexión, la versión de la API y el modelo.',
  },
  upstream_throttled: {
    message: 'El servicio de voz está recibiendo demasiadas solicitudes.',
    remedy: 'Espera un minuto e inicia una conversación nueva.',
  },
  upstream_unavailable: {
    message: 'El servicio de voz no funciona en este momento.',
    remedy: 'Vuelve a intentarlo en un minuto; si continúa, revisa el estado del servicio.',
  },
  upstream_refused: {
    message: 'El servicio de voz rechazó la conexión.',
    remedy: 'Busca el motivo en el registro del servidor.',
  },
  upstream_rejected: {
    message: 'El servicio de voz no aceptó los ajustes de este agente.',
    remedy: 'Revisa su modelo o agente de Foundry, su voz y su versión; el motivo está en el registro del servidor.',
  },
  upstream_closed_early: {
    message: 'El servicio de voz cerró la conexión antes de que empezara la conversación.',
    remedy: 'Inténtalo de nuevo; si vuelve a ocurrir, busca el motivo en el registro del servidor.',
  },
  upstream_lost: {
    message: 'Se perdió la conexión con el servicio de voz.',
    remedy: 'Inicia una conversación nueva.',
  },
  upstream_policy: {
    message: 'El servicio de voz terminó la conversación porque algo en ella incumplía sus normas.',
    remedy: 'Inicia una conversación nueva; si vuelve a ocurrir, busca el motivo en el registro del servidor.',
  },
  upstream_error: {
    message: 'El servicio de voz informó de un problema.',
    remedy: 'Sigue hablando; si vuelve a ocurrir, inicia una conversación nueva.',
  },
  upstream_no_turns: {
    message: 'El servicio de voz no detecta los turnos de voz en esta conversación.',
    remedy: 'Escribe; el registro del servidor dice qué cambió el servicio.',
  },
  answer_failed: {
    message: 'El agente no pudo terminar su respuesta.',
    remedy: 'Pregunta otra vez, quizá con otras palabras.',
  },
  answer_quota: {
    message: 'La cuota del servicio de voz se ha agotado y el agente no puede responder.',
    remedy: 'Quien administra este servidor puede ampliar la cuota del modelo o elegir otro.',
  },
  answer_throttled: {
    message: 'El agente ha recibido demasiadas preguntas en poco tiempo.',
    remedy: 'Espera un minuto y vuelve a preguntar.',
  },
  answer_filtered: {
    message: 'El filtro de contenido del servicio ha detenido esta respuesta.',
    remedy: 'Pregunta con otras palabras o sobre otra cosa.',
  },
  answer_unavailable: {
    message: 'El servicio de voz tiene un problema y no ha podido responder.',
    remedy: 'Vuelve a preguntar en un momento; si continúa, revisa el estado del servicio.',
  },
  answer_too_long: {
    message: 'Esta respuesta ha llegado a la longitud máxima permitida y termina aquí.',
    remedy: 'Pide al agente que siga o que sea breve.',
  },
  mcp_unavailable: {
    message: 'Algunas herramientas del agente no están disponibles.',
    remedy: 'Sigue sin ellas; el registro del servidor dice qué servidor MCP no respondió.',
  },
  page_slow: {
    message: 'Esta página no pudo recibir la respuesta tan rápido como llegaba.',
    remedy: 'Revisa tu red, cierra lo que también la use e inicia una conversación nueva.',
  },
  internal: {
    message: 'Algo falló en el servidor.',
    remedy: 'Inicia una conversación nueva; los detalles están en el registro del servidor.',
  },
  access_expired: {
    message: 'Esta página ya no te reconoce: tu acceso ha caducado.',
    remedy: 'Introduce el código de acceso o inicia sesión de nuevo, y luego empieza.',
  },
  audio_unavailable: {
    message: 'Este navegador no pudo abrir su salida de sonido.',
    remedy: 'Comprueba que haya un altavoz conectado o usa otro navegador.',
  },
  connection_failed: {
    message: 'No se pudo contactar con el servidor.',
    remedy: 'Revisa tu red y vuelve a empezar.',
  },
  connection_lost: { message: 'Se perdió la conexión con el servidor.', remedy: 'Revisa tu red y vuelve a empezar.' },
  connection_slow: {
    message: 'Tu conexión es demasiado lenta para la voz; se perdieron algunas de tus palabras.',
    remedy: 'Acércate a tu red o escribe tus mensajes.',
  },
  start_timeout: { message: 'La conversación no empezó a tiempo.', remedy: 'Vuelve a empezar.' },
  text_too_long: {
    message: 'Este mensaje es demasiado largo y no se ha enviado.',
    remedy: 'Acórtalo o envíalo por partes.',
  },
  websocket_blocked: {
    message: 'El servidor responde, pero no se puede abrir ninguna conversación: algo en el camino bloquea WebSocket.',
    remedy:
      'Vuelve a empezar; si vuelve a ocurrir, prueba otra red o pide a quien administra esta que deje pasar WebSockets.',
  },
  version_mismatch: {
    message: 'Esta página y el servidor son de versiones distintas.',
    remedy: 'Recarga la página.',
  },
}
