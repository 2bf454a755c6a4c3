/** Exists to say which schema of ours stands for which model of the SDK. */
import * as z from 'zod'
import * as audio from '../../../../../server/voicelive/audio.ts'
import * as avatar from '../../../../../server/voicelive/avatar.ts'
import * as interim from '../../../../../server/voicelive/interim-response.ts'
import * as items from '../../../../../server/voicelive/items.ts'
import * as response from '../../../../../server/voicelive/response.ts'
import * as printed from '../../../../../server/voicelive/response-items.ts'
import * as session from '../../../../../server/voicelive/session.ts'
import * as tools from '../../../../../server/voicelive/tools.ts'
import * as turns from '../../../../../server/voicelive/turn-detection.ts'
import * as voices from '../../../../../server/voicelive/voice.ts'

const kind = (union: z.ZodDiscriminatedUnion, tag: string): z.ZodObject =>
  union.options.find((option) => {
    const field = (option as z.ZodObject).shape[union.def.discriminator]
    return field instanceof z.ZodLiteral && field.value === tag
  }) as z.ZodObject

const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap() as z.ZodType) : schema

const at = (model: z.ZodObject, field: string): z.ZodType => {
  const schema = bare(model.shape[field] as z.ZodType)
  return schema instanceof z.ZodArray ? bare(schema.element as z.ZodType) : schema
}

/** The values of a union's tag, as an enum. */
const tags = (union: z.ZodType): z.ZodType =>
  z.enum(
    (union as z.ZodDiscriminatedUnion).options.map(
      (option) =>
        ((option as z.ZodObject).shape[(union as z.ZodDiscriminatedUnion).def.discriminator] as z.ZodLiteral<string>)
          .value,
    ),
  )

const voiceObjects = voices.voice.options[1]
const item = (tag: string): z.ZodObject => kind(printed.responseItemModel, tag)
const part = (tag: string): z.ZodObject => kind(printed.contentPartModel, tag)

/** By name of the SDK's model. Enums that the SDK keeps beside its models are here too. */
export const ours: Record<string, z.ZodType> = {
  RequestSession: session.requestSession,
  ResponseSession: session.responseSessionModel,
  AgentConfig: session.agentConfig,
  Modality: session.modality,
  ReasoningEffort: session.reasoningEffort,
  SessionIncludeOption: session.includeOption,

  Voice: voices.voice,
  OAIVoice: voices.openAiVoiceName,
  OpenAIVoice: voices.openAiVoice,
  AzureVoiceUnion: voiceObjects,
  AzureVoiceType: tags(voiceObjects),
  AzureStandardVoice: voices.azureStandardVoice,
  AzureCustomVoice: voices.azureCustomVoice,
  AzurePersonalVoice: voices.azurePersonalVoice,
  AzureAvatarVoiceSyncVoice: voices.avatarVoiceSyncVoice,
  AzureRealtimeNativeVoice: voices.azureRealtimeNativeVoice,
  AzureRealtimeNativeVoiceName: voices.nativeVoiceName,
  PersonalVoiceModels: voices.personalVoiceModel,

  TurnDetectionUnion: turns.turnDetection,
  TurnDetectionType: tags(turns.turnDetection),
  ServerVad: turns.serverVad,
  AzureSemanticVad: turns.azureSemanticVad,
  AzureSemanticVadEn: turns.azureSemanticVadEn,
  AzureSemanticVadMultilingual: turns.azureSemanticVadMultilingual,
  EouDetectionUnion: turns.endOfUtteranceDetection,
  AzureSemanticDetection: turns.semanticDetection,
  AzureSemanticDetectionEn: turns.semanticDetectionEn,
  AzureSemanticDetectionMultilingual: turns.semanticDetectionMultilingual,
  EouThresholdLevel: turns.eouThresholdLevel,

  InputAudioFormat: audio.inputAudioFormat,
  OutputAudioFormat: audio.outputAudioFormat,
  AudioNoiseReduction: audio.noiseReduction,
  AudioEchoCancellation: audio.echoCancellation,
  EchoCancellationReferenceSource: at(audio.echoCancellation, 'reference_source'),
  AudioInputTranscriptionOptions: audio.inputAudioTranscription,
  AudioTimestampType: audio.audioTimestampType,
  Animation: audio.animation,
  AnimationOutputType: at(audio.animation, 'outputs'),
  LogProbProperties: audio.logProb,
  TranscriptionPhrase: audio.transcriptionPhrase,
  TranscriptionWord: audio.transcriptionWord,

  AvatarConfig: avatar.avatar,
  AvatarConfigTypes: at(avatar.avatar, 'type'),
  PhotoAvatarBaseModes: at(avatar.avatar, 'model'),
  AvatarOutputProtocol: at(avatar.avatar, 'output_protocol'),
  IceServer: avatar.iceServer,
  VideoParams: avatar.videoParams,
  VideoCrop: avatar.videoCrop,
  VideoResolution: avatar.videoResolution,
  Background: avatar.background,
  Scene: avatar.scene,

  ToolUnion: tools.tool,
  ToolType: tags(tools.tool),
  FunctionTool: tools.functionTool,
  MCPServer: tools.mcpServer,
  MCPApprovalType: (at(tools.mcpServer, 'require_approval') as z.ZodUnion).options[0] as z.ZodType,
  ToolChoice: tools.toolChoice,
  ToolChoiceLiteral: tools.toolChoiceWord,
  ToolChoiceSelectionUnion: tools.toolChoice.options[1],
  ToolChoiceFunctionSelection: tools.toolChoiceFunction,

  InterimResponseConfig: interim.interimResponse,
  InterimResponseConfigType: tags(interim.interimResponse),
  StaticInterimResponseConfig: interim.staticInterimResponse,
  LlmInterimResponseConfig: interim.llmInterimResponse,
  InterimResponseTrigger: at(interim.staticInterimResponse, 'triggers'),

  ConversationRequestItemUnion: items.requestItem,
  MessageItemUnion: items.messageItem,
  MessageItem: items.messageItem,
  SystemMessageItem: items.messageItem,
  UserMessageItem: items.messageItem,
  AssistantMessageItem: items.assistantMessageItem,
  MessageRole: items.messageRole,
  MessageContentPartUnion: items.messagePart,
  InputTextContentPart: items.inputTextPart,
  InputAudioContentPart: items.inputAudioPart,
  OutputTextContentPart: items.textPart,
  ItemParamStatus: items.requestItemStatus,
  FunctionCallItem: items.functionCallItem,
  FunctionCallOutputItem: items.functionCallOutputItem,
  MCPApprovalResponseRequestItem: items.mcpApprovalResponseItem,

  ResponseItemUnion: printed.responseItemModel,
  ItemType: tags(printed.responseItemModel),
  ResponseMessageItem: item('message'),
  ResponseFunctionCallItem: item('function_call'),
  ResponseFunctionCallOutputItem: item('function_call_output'),
  ResponseMCPListToolItem: item('mcp_list_tools'),
  ResponseMCPCallItem: item('mcp_call'),
  ResponseMCPApprovalRequestItem: item('mcp_approval_request'),
  ResponseMCPApprovalResponseItem: item('mcp_approval_response'),
  ResponseWebSearchCallItem: item('web_search_call'),
  ResponseFileSearchCallItem: item('file_search_call'),
  ResponseItemStatus: printed.responseItemStatus,
  MCPTool: printed.mcpTool,
  FileSearchResult: printed.fileSearchResult,
  ContentPartUnion: printed.contentPartModel,
  ContentPartType: tags(printed.contentPartModel),
  RequestTextContentPart: part('input_text'),
  RequestAudioContentPart: part('input_audio'),
  RequestImageContentPart: part('input_image'),
  RequestImageContentPartDetail: items.imageDetail,
  ResponseTextContentPart: part('text'),
  ResponseAudioContentPart: part('audio'),

  ResponseCreateParams: response.responseCreateParams,
  VoiceLiveResponse: response.voiceLiveResponseModel,
  ResponseStatus: response.responseStatus,
  ResponseStatusDetailsUnion: response.statusDetails,
  ResponseCancelledDetails: kind(response.statusDetails, 'cancelled'),
  ResponseIncompleteDetails: kind(response.statusDetails, 'incomplete'),
  ResponseFailedDetails: kind(response.statusDetails, 'failed'),
  TokenUsage: response.usageModel,
  InputTokenDetails: response.inputTokenDetails,
  CachedTokenDetails: response.cachedTokenDetails,
  OutputTokenDetails: response.outputTokenDetails,
  ServerEventErrorDetails: response.errorDetailsModel,
  VoiceLiveErrorDetails: response.errorDetailsModel,
  ServerEventWarningDetails: response.warningDetails,
}
