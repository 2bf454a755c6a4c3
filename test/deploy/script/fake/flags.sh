# The flags that the real tools know, so that a mistyped or invented one fails here too. az: "az <command> --help" of the
# Azure CLI 2.45.0, the oldest that azdeploy.sh accepts ("usage list": its reference page); azd: its usage snapshots.
# shellcheck shell=bash disable=SC2034

known_flags() {
  case "$1" in
    'az account get-access-token') flags=' --name --subscription --resource --resource-type --scope --tenant ' ;;
    'az account list') flags=' --all --refresh ' ;;
    'az account show') flags=' --name --subscription ' ;;
    'az acr build') flags=' --registry --agent-pool --auth-mode --build-arg --file --image --log-template --no-format --no-logs --no-push --no-wait --platform --resource-group --secret-build-arg --target --timeout --subscription ' ;;
    'az acr delete') flags=' --name --resource-group --yes --subscription ' ;;
    'az acr login') flags=' --name --expose-token --password --suffix --username --subscription ' ;;
    'az acr repository show') flags=' --name --image --password --repository --suffix --username --subscription ' ;;
    'az appservice plan list') flags=' --resource-group --subscription ' ;;
    'az appservice list-locations') flags=' --sku --linux-workers-enabled --subscription ' ;;
    'az cognitiveservices account list') flags=' --resource-group --subscription ' ;;
    'az cognitiveservices account list-deleted') flags=' --subscription ' ;;
    'az cognitiveservices account purge') flags=' --location --name --resource-group --subscription ' ;;
    'az cognitiveservices usage list') flags=' --location --filter --subscription ' ;;
    'az deployment sub list') flags=' --filter --subscription ' ;;
    'az group delete') flags=' --name --resource-group --force-deletion-types --no-wait --yes --subscription ' ;;
    'az group exists') flags=' --name --resource-group --subscription ' ;;
    'az group show') flags=' --name --resource-group --subscription ' ;;
    'az login') flags=' --allow-no-subscriptions --federated-token --password --scope --service-principal --tenant --use-cert-sn-issuer --use-device-code --username --identity ' ;;
    'az policy assignment list') flags=' --disable-scope-strict-match --resource-group --scope --subscription ' ;;
    'az provider list') flags=' --expand --subscription ' ;;
    'az provider register') flags=' --namespace --consent-to-permissions --management-group-id --wait --subscription ' ;;
    'az rest') flags=' --method --url --body --headers --output-file --resource --skip-authorization-header --url-parameters ' ;;
    'az role assignment delete') flags=' --assignee --ids --include-inherited --resource-group --role --scope --yes --subscription ' ;;
    'az role assignment list') flags=' --all --assignee --include-classic-administrators --include-groups --include-inherited --resource-group --role --scope --subscription ' ;;
    'az version') flags=' --subscription ' ;;
    'az webapp config appsettings list') flags=' --slot --ids --name --resource-group --subscription ' ;;
    'az webapp config appsettings set') flags=' --settings --slot --slot-settings --ids --name --resource-group --subscription ' ;;
    'az webapp config set') flags=' --always-on --auto-heal-enabled --ftps-state --generic-configurations --http20-enabled --java-container --java-container-version --java-version --linux-fx-version --min-tls-version --net-framework-version --number-of-workers --php-version --powershell-version --prewarmed-instance-count --python-version --remote-debugging-enabled --slot --startup-file --use-32bit-worker-process --vnet-route-all-enabled --web-sockets-enabled --windows-fx-version --ids --name --resource-group --subscription ' ;;
    'az webapp config show') flags=' --slot --ids --name --resource-group --subscription ' ;;
    'az webapp list') flags=' --resource-group --subscription ' ;;
    'az webapp log tail') flags=' --provider --slot --ids --name --resource-group --subscription ' ;;
    'az webapp restart') flags=' --slot --ids --name --resource-group --subscription ' ;;
    'az webapp show') flags=' --slot --ids --name --resource-group --subscription ' ;;
    'azd version') flags='  ' ;;
    'azd config set') flags='  ' ;;
    'azd env new') flags=' --location --subscription ' ;;
    'azd env set') flags=' --environment --file ' ;;
    'azd provision') flags=' --environment --no-state --preview ' ;;
    'azd down') flags=' --environment --force --purge ' ;;
    *) return 1 ;;
  esac
  case "$1" in
    'az '*) flags="$flags --debug --help --only-show-errors --output --query --verbose " ;;
    'azd '*) flags="$flags --cwd --debug --docs --help --no-prompt --output -e " ;;
  esac
}
