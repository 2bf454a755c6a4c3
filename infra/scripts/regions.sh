# Moves a deployment along the chain of regions when one has no quota: the app and Voice Live each on their own.
# shellcheck shell=bash

# Regions where App Service and every Voice Live feature that we use are offered; the chosen one comes first anyway.
region_chain='eastus2 swedencentral westus2 australiaeast'
app_tried='' ai_tried=''

move_ai_region() {
  ai_tried="$ai_tried $ai_region"
  next_region "$ai_tried" || return 1
  note "Voice Live moves from $ai_region to $region; the choice is kept for the next runs"
  env_put AZURE_AI_LOCATION "$region"
  env_flush
}

# The resource group stays where it is: its own region cannot change, and what it holds may lie elsewhere.
move_app_region() {
  app_tried="$app_tried $app_region"
  next_region "$app_tried" || return 1
  note "the app moves from $app_region to $region; the choice is kept for the next runs"
  env_put AZURE_LOCATION "$region"
  env_flush
}

# next_region TRIED: leaves in $region the first of the chain that was not tried, or fails.
next_region() {
  if [ "$fallback" = no ]; then
    note 'staying in the chosen region (--no-fallback)'
    return 1
  fi
  for region in $region_chain; do listed "$region" "$1" || return 0; done
  return 1
}

# move_blamed_region LOG: the region that the error text blames; both when it does not say.
move_blamed_region() {
  local moved=no
  if grep -Eiq 'Microsoft\.Web|serverfarms|App ?Service' "$logs/$1.log"; then
    move_app_region
    return
  fi
  if grep -Eiq 'CognitiveServices|AIServices' "$logs/$1.log"; then
    move_ai_region
    return
  fi
  if move_app_region; then moved=yes; fi
  if move_ai_region; then moved=yes; fi
  [ "$moved" = yes ]
}

# Larger plans cost more, so they are chosen only with consent, and tried only where the app was wanted.
larger_plan() {
  local size
  if [ "$plan" = F1 ]; then return 1; fi
  for size in P0v3 S1; do
    if [ "$plan" = "$size" ] || listed "plan-$size" "$tried"; then continue; fi
    tried="$tried plan-$size"
    confirm "No region has quota for the plan $plan. Use $size, which costs more?" || return 1
    put_plan "$size"
    return 0
  done
  return 1
}

# The free plan comes last: better a page for five than none. It runs no image.
free_plan() {
  if [ "$plan" = F1 ] || [ "$fallback" = no ]; then return 1; fi
  note 'The free plan F1 holds four calls at once, has one hour of processor time a day, sleeps when nobody comes, and has no health check.'
  confirm 'No plan has quota here. Use the free plan F1?' || return 1
  use_bundle 'because the free plan is for it'
  put_plan F1
}

# put_plan SIZE: in the region that was asked for, and in no other.
put_plan() {
  env_put APP_SERVICE_SKU "$1"
  env_put AZURE_LOCATION "${kept_AZDEPLOY_LOCATION:-$location}"
  env_flush
  app_tried=" $region_chain"
}
