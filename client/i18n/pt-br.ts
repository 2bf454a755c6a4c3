/** Portuguese as written in Brazil. */

import { ptBRProblems } from './pt-br-problems.ts'
import type { Words } from './words.ts'

const counted = (seconds: number) => (seconds === 1 ? 'um segundo' : `${seconds} segundos`)

export const ptBR: Words = {
  tagline: 'Converse com um agente de voz de IA',
  start: 'Iniciar conversa',
  stop: 'Encerrar conversa',
  mute: 'Silenciar microfone',
  useMicrophone: 'Usar microfone',
  interrupt: 'Interromper',
  message: 'Mensagem',
  messageHint: 'Digite uma mensagem',
  unblock: 'Ativar som',
  renew: 'Recarregar',
  send: 'Enviar',
  language: 'Idioma',
  lang: 'pt-BR',
  theme: 'Aparência',
  themes: { system: 'Sistema', light: 'Clara', dark: 'Escura' },
  offers: { voice: 'Voz', language: 'Idioma falado', rate: 'Velocidade', standard: 'Padrão' },
  status: {
    idle: 'Em espera',
    starting: 'Iniciando',
    ready: 'Pronto',
    listening: 'Ouvindo',
    approval: 'Permissão',
    processing: 'Processando',
    speaking: 'Falando',
    resuming: 'Reconectando',
    error: 'Erro',
    stopped: 'Encerrada',
  },
  sentence: {
    idle: 'Inicie uma conversa e comece a falar.',
    idleLeft: 'Sua conversa ainda está aberta. Pressione “Iniciar conversa” para continuar.',
    idleInsecure:
      'Este endereço não é seguro (sem HTTPS), por isso o navegador não dá microfone nem som. Você pode digitar e ler as respostas.',
    starting: 'Conectando. O navegador pode pedir acesso ao microfone.',
    ready: 'Sua vez. Fale ou digite uma mensagem.',
    readyNudged: 'Estou ouvindo. Diga algo quando quiser.',
    readyMuted: 'Seu microfone está silenciado. Reative-o para falar ou digite uma mensagem.',
    readyAsking: 'Permita o microfone para falar ou digite uma mensagem.',
    readyByText: 'Sua vez. Digite uma mensagem.',
    enterCode: 'Digite o código de acesso que você recebeu.',
    signIn: 'Entre na sua conta para conversar com o agente.',
    listening: 'Pode falar, estou ouvindo.',
    approval: 'O agente pede sua permissão. Permita ou negue na conversa.',
    processing: 'Um momento.',
    speaking: 'Fale a qualquer momento para interromper.',
    speakingByText: 'Digite uma mensagem ou pressione “Interromper” a qualquer momento.',
    resuming: 'A conexão está sendo restabelecida. Nada do que você ouviu se perde.',
    waitingTurn: 'Muitas conversas estão sendo conectadas. A sua será conectada assim que chegar a vez dela.',
    waitingSignIn:
      'O servidor está se identificando no serviço de voz, e isso demora. A conversa continua sozinha depois.',
    error: 'A conversa terminou por causa de um problema.',
    stopped: 'A conversa foi encerrada. Inicie outra quando quiser.',
  },
  ending: {
    idle: (seconds) => `Você ainda está aí? Fale ou digite em até ${counted(seconds)}, ou a conversa será encerrada.`,
    limit: (seconds) => `Esta conversa chegou ao tempo limite e será encerrada em ${counted(seconds)}.`,
  },
  access: {
    code: 'Código de acesso',
    enter: 'Continuar',
    signInLink: 'Entrar',
    wrong_code: 'Este código está errado. Confira e tente de novo.',
    locked: (minutes) =>
      minutes === 1
        ? 'Muitos códigos errados. Tente de novo em um minuto.'
        : `Muitos códigos errados. Tente de novo em ${minutes} minutos.`,
    offline: 'Não foi possível alcançar o servidor. Verifique sua rede e tente de novo.',
  },
  level: 'Nível do microfone',
  microphone: {
    denied:
      'O microfone está bloqueado. Libere-o nas configurações do site no navegador, e ele é usado na hora. Enquanto isso, digite suas mensagens.',
    missing: 'Nenhum microfone foi encontrado. Conecte um, e ele é usado na hora, ou digite suas mensagens.',
    busy: 'Outro programa está usando o microfone. Feche-o e pressione “Usar microfone”, ou digite suas mensagens.',
    unsupported:
      'Este navegador não pode usar um microfone aqui. Abra a página por HTTPS em um navegador atual, ou digite suas mensagens.',
    silent: 'O microfone não capta som algum. Veja se ele está desligado ou escolha outro no sistema.',
    lost: 'O microfone foi desconectado. Conecte-o de novo, ou outro, e ele é usado na hora, ou digite suas mensagens.',
    clipped: 'Sua voz está muito alta. Afaste-se um pouco do microfone.',
    blocked: 'O navegador está bloqueando o som: você não ouve o agente. Ative o som, ou digite e leia.',
    suspended:
      'O som foi interrompido, talvez por uma ligação ou pela tela bloqueada. Ele volta sozinho ou quando você tocar na página.',
  },
  conversation: 'Conversa',
  invitation: 'O que você diz e o que o agente responde aparece aqui.',
  invitationLeft: 'O que foi dito volta a aparecer aqui quando você continuar.',
  you: 'Você',
  agent: 'Agente',
  notUnderstood: 'Não compreendido',
  unheard: 'Não ouvido:',
  tool: { running: 'em uso', succeeded: 'concluída', failed: 'falhou' },
  approval: {
    asked: 'O agente pode usar isto?',
    allowed: 'Permitido',
    denied: 'Negado',
    closed: 'Não é mais necessário',
    allow: 'Permitir',
    deny: 'Negar',
  },
  note: {
    'session.started': 'Conversa iniciada',
    'session.stopped': 'Conversa encerrada',
    'session.failed': 'Conversa encerrada por um problema',
  },
  dropped: (count) =>
    count === 1 ? 'Uma entrada anterior não é mais exibida' : `${count} entradas anteriores não são mais exibidas`,
  log: 'Registro',
  verbose: 'Detalhado',
  emulator: 'Emulador',
  retryAfter: (seconds) =>
    seconds === 0 ? 'Você já pode iniciar uma nova conversa.' : `Inicie uma nova conversa daqui a ${seconds} s.`,
  emulatorHint: 'Não há nuvem por trás desta página; o agente só entende inglês. Diga:',
  problem: ptBRProblems,
}
