// Everything that a person may write into a setting: quotes, line ends, dollars, backslashes, emoji.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param agentProfile = 'teacher'
param voiceLiveModel = 'gpt-realtime-mini'
param voiceLiveVoice = 'en-US-Ava:DragonHDLatestNeural'
// Say "hi", it's 5$ \n 😀, and a second line.
param voiceLiveInstructionsBase64 = 'U2F5ICJoaSIsIGl0J3MgNSQgXG4g8J+YgCwKYW5kIGEgc2Vjb25kIGxpbmUu'
// PORT is the template's own: 9999 is not heard.
param extraSettings = 'GREETING:SXQncyAiMSIgJEhPTUUgXAog8J+YgA==,EMPTY_ONE:,PORT:OTk5OQ=='
// More than one instance on a plan that cannot scale by itself.
param instanceCount = 2
param enableAutoscale = 'true'
param maxSessions = 40
param idleMinutes = 3
param maxMinutes = 30
param resumeSeconds = 10
