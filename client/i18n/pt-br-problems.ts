/** What can go wrong, and what to do, in Portuguese as written in Brazil. */

import type { Words } from './words.ts'

export const ptBRProblems: Words['problem'] = {
  bad_message: {
    message: 'O servidor não entendeu uma mensagem desta página.',
    remedy: 'Recarregue a página para obter a versão atual.',
  },
  bad_audio: {
    message: 'O servidor recebeu um áudio que não consegue usar.',
    remedy: 'Recarregue a página; se acontecer de novo, escolha outro microfone.',
  },
  flooded: {
    message: 'Esta página enviou mais do que cabe em uma conversa.',
    remedy: 'Espere um momento e inicie uma nova conversa.',
  },
  not_ready: { message: 'A conversa ainda não está pronta.', remedy: 'Espere até aparecer “Pronto”.' },
  busy: { message: 'O servidor não tem lugar para mais uma conversa.', remedy: 'Tente de novo em um minuto.' },
  busy_network: {
    message: 'Todos os lugares deste servidor para uma mesma rede estão ocupados.',
    remedy: 'Espere alguém da sua rede terminar, ou use outra rede.',
  },
  draining: {
    message: 'O servidor está sendo atualizado.',
    remedy: 'Inicie uma nova conversa em alguns segundos.',
  },
  resume_expired: {
    message: 'A conexão ficou interrompida por tempo demais e a conversa terminou.',
    remedy: 'Inicie uma nova conversa.',
  },
  session_idle: {
    message: 'A conversa terminou porque ninguém falou por um tempo.',
    remedy: 'Inicie uma nova conversa quando quiser continuar.',
  },
  session_limit: {
    message: 'A conversa chegou à duração máxima que este servidor permite.',
    remedy: 'Inicie uma nova conversa para continuar.',
  },
  upstream_no_credentials: {
    message: 'O servidor não conseguiu se identificar no serviço de voz.',
    remedy:
      'No seu computador, execute az login; no Azure, dê ao servidor uma identidade gerenciada. O motivo está no registro dele.',
  },
  upstream_unknown_host: {
    message: 'O nome do serviço de voz não foi encontrado.',
    remedy: 'Confira como o endpoint está escrito e o DNS do servidor.',
  },
  upstream_untrusted: {
    message: 'Não foi possível estabelecer uma conexão segura com o serviço de voz.',
    remedy: 'Confira se o endpoint é o endereço do próprio recurso e se nenhum proxy troca o certificado dele.',
  },
  upstream_unreachable: {
    message: 'Não foi possível alcançar o serviço de voz.',
    remedy: 'Verifique o endpoint e a rede do servidor.',
  },
  upstream_timeout: {
    message: 'O serviço de voz não respondeu a tempo.',
    remedy: 'Tente de novo; se acontecer outra vez, verifique o estado do serviço.',
  },
  upstream_unauthorized: {
    message: 'O serviço de voz não aceitou as credenciais do servidor.',
    remedy: 'Verifique a chave ou autentique o servidor.',
  },
  upstream_forbidden: {
    message: 'O servidor não tem permissão para usar o serviço de voz.',
    remedy: 'Dê à identidade dele as funções Cognitive Services User e Foundry User.',
  },
  upstream_not_found: {
    message: 'O serviço de voz não conhece este endereço, versão ou modelo.',
    remedy: 'Verifique o endpoint, a versão da API e o modelo.',
  },
  upstream_throttled: {
    message: 'O serviço de voz está recebendo solicitações demais.',
    remedy: 'Espere um minuto e inicie uma nova conversa.',
  },
  upstream_unavailable: {
    message: 'O serviço de voz está fora do ar.',
    remedy: 'Tente de novo em um minuto; se continuar, verifique o estado do serviço.',
  },
  upstream_refused: {
    message: 'O serviço de voz recusou a conexão.',
    remedy: 'Procure o motivo no registro do servidor.',
  },
  upstream_rejected: {
    message: 'O serviço de voz não aceitou as configurações deste agente.',
    remedy: 'Confira o modelo ou o agente do Foundry, a voz e a versão; o motivo está no registro do servidor.',
  },
  upstream_closed_early: {
    message: 'O serviço de voz encerrou a conexão antes de a conversa começar.',
    remedy: 'Tente de novo; se acontecer outra vez, procure o motivo no registro do servidor.',
  },
  upstream_lost: { message: 'A conexão com o serviço de voz caiu.', remedy: 'Inicie uma nova conversa.' },
  upstream_policy: {
    message: 'O serviço de voz encerrou a conversa porque algo nela contrariava as regras dele.',
    remedy: 'Inicie uma nova conversa; se acontecer de novo, veja o motivo no registro do servidor.',
  },
  upstream_error: {
    message: 'O serviço de voz relatou um problema.',
    remedy: 'Continue falando; se acontecer de novo, inicie uma nova conversa.',
  },
  upstream_no_turns: {
    message: 'O serviço de voz não detecta os turnos de fala nesta conversa.',
    remedy: 'Escreva; o registro do servidor diz o que o serviço mudou.',
  },
  answer_failed: {
    message: 'O agente não conseguiu terminar a resposta.',
    remedy: 'Pergunte de novo, talvez com outras palavras.',
  },
  answer_quota: {
    message: 'A cota do serviço de voz acabou e o agente não consegue responder.',
    remedy: 'Quem mantém este servidor pode aumentar a cota do modelo ou escolher outro.',
  },
  answer_throttled: {
    message: 'O agente recebeu perguntas demais em pouco tempo.',
    remedy: 'Espere um minuto e pergunte de novo.',
  },
  answer_filtered: {
    message: 'O filtro de conteúdo do serviço interrompeu esta resposta.',
    remedy: 'Pergunte com outras palavras ou sobre outro assunto.',
  },
  answer_unavailable: {
    message: 'O serviço de voz está com um problema e não conseguiu responder.',
    remedy: 'Pergunte de novo em instantes; se continuar, verifique o estado do serviço.',
  },
  answer_too_long: {
    message: 'Esta resposta chegou ao tamanho máximo permitido e termina aqui.',
    remedy: 'Peça ao agente que continue ou que seja breve.',
  },
  mcp_unavailable: {
    message: 'Algumas das ferramentas do agente não estão disponíveis.',
    remedy: 'Continue sem elas; o registro do servidor diz qual servidor MCP não respondeu.',
  },
  page_slow: {
    message: 'Esta página não conseguiu receber a resposta na velocidade em que ela chegava.',
    remedy: 'Verifique sua rede, feche o que mais a usa e inicie uma nova conversa.',
  },
  internal: {
    message: 'Algo deu errado no servidor.',
    remedy: 'Inicie uma nova conversa; os detalhes estão no registro do servidor.',
  },
  access_expired: {
    message: 'Esta página não reconhece mais você: seu acesso expirou.',
    remedy: 'Digite o código de acesso ou entre de novo na sua conta e depois inicie.',
  },
  audio_unavailable: {
    message: 'Este navegador não conseguiu abrir a saída de som.',
    remedy: 'Verifique se há um alto-falante conectado ou use outro navegador.',
  },
  connection_failed: {
    message: 'Não foi possível alcançar o servidor.',
    remedy: 'Verifique sua rede e inicie de novo.',
  },
  connection_lost: { message: 'A conexão com o servidor caiu.', remedy: 'Verifique sua rede e inicie de novo.' },
  connection_slow: {
    message: 'Sua conexão está lenta demais para a voz; algumas palavras suas se perderam.',
    remedy: 'Aproxime-se da sua rede ou digite suas mensagens.',
  },
  start_timeout: { message: 'A conversa não começou a tempo.', remedy: 'Inicie de novo.' },
  text_too_long: {
    message: 'Esta mensagem é longa demais e não foi enviada.',
    remedy: 'Encurte-a ou envie em partes.',
  },
  websocket_blocked: {
    message: 'O servidor responde, mas nenhuma conversa pode ser aberta: algo no caminho bloqueia conexões WebSocket.',
    remedy:
      'Inicie de novo; se acontecer de novo, tente outra rede ou peça a quem cuida desta que deixe passar WebSockets.',
  },
  version_mismatch: {
    message: 'Esta página e o servidor são de versões diferentes.',
    remedy: 'Recarregue a página.',
  },
}
