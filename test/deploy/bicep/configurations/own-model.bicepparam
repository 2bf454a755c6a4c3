// A model of one's own in the chat completion profile, and a project.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param byomModelName = 'gpt-5.4-mini'
param voiceLiveProfile = 'byom-azure-openai-chat-completion'
param createProject = true
