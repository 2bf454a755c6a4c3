// Scales the plan by what a relay really holds, open sockets and CPU; request queues say nothing about long WebSockets.

param name string
param location string
param tags object
param planId string

@description('Off leaves the plan at the instances that it has.')
param isOn bool

@minValue(2)
param maximum int

@description('Sessions that one instance accepts; each is one inbound socket.')
param maxSessions int

var socketsToGrow = maxSessions * 60 / 100
var socketsToShrink = maxSessions * 20 / 100

var growTriggers = [
  { metric: 'CpuPercentage', threshold: 65 }
  { metric: 'SocketInboundAll', threshold: socketsToGrow }
]
// Azure scales in only when every such rule agrees.
var shrinkTriggers = [
  { metric: 'CpuPercentage', threshold: 25 }
  { metric: 'SocketInboundAll', threshold: socketsToShrink }
]

var growRules = map(growTriggers, trigger => {
  metricTrigger: {
    metricName: trigger.metric
    metricNamespace: 'microsoft.web/serverfarms'
    metricResourceUri: planId
    timeGrain: 'PT1M'
    statistic: 'Average'
    timeWindow: 'PT5M'
    timeAggregation: 'Average'
    operator: 'GreaterThan'
    threshold: trigger.threshold
  }
  scaleAction: { direction: 'Increase', type: 'ChangeCount', value: '1', cooldown: 'PT5M' }
})

// Scaling in ends the calls of the instance that goes, so it waits long and goes one at a time.
var shrinkRules = map(shrinkTriggers, trigger => {
  metricTrigger: {
    metricName: trigger.metric
    metricNamespace: 'microsoft.web/serverfarms'
    metricResourceUri: planId
    timeGrain: 'PT1M'
    statistic: 'Average'
    timeWindow: 'PT20M'
    timeAggregation: 'Average'
    operator: 'LessThan'
    threshold: trigger.threshold
  }
  scaleAction: { direction: 'Decrease', type: 'ChangeCount', value: '1', cooldown: 'PT30M' }
})

resource autoscale 'Microsoft.Insights/autoscalesettings@2022-10-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    enabled: isOn
    targetResourceUri: planId
    profiles: [
      {
        name: 'by-sessions'
        capacity: { minimum: '2', maximum: string(maximum), default: '2' }
        rules: concat(growRules, shrinkRules)
      }
    ]
  }
}
