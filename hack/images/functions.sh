#!/usr/bin/env bash
# Makes an image of the functions without a container engine, with what functions/Dockerfile would put into it, from the output of
# `make publish-functions publish-worker` and this machine's own files.
#
#   hack/images/functions.sh standalone|worker|customHandler     out/images/kubetask-functions[-worker|-custom-handler].tar
#
# Images behind the Azure Functions host get the stand-in for it (local/KubeTask.FunctionsHost) and this machine's .NET runtime, because
# the host is in Microsoft's image only.
#
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-functions…:VERSION
#                                        (quay.io, kubetask, the chart's version)
set -euo pipefail
cd "$(dirname "$0")/../.."
. hack/images/content.sh
app=/home/site/wwwroot variables=()
case ${1:-} in
  standalone) name=functions source=out/functions ;;
  worker) name=functions-worker source=out/worker ;;
  customHandler) name=functions-custom-handler source=out/functions ;;
  *) no "there is no runtime \"${1:-}\"; there are standalone, worker and customHandler" ;;
esac
[ -e $source/host.json ] || no "$source is missing; run make publish-functions publish-worker"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

standalone() {
  install -D -t "$folder/usr/local/bin" out/functions/kubetask-functions
  libraries_of out/functions/kubetask-functions
  entrypoint=/usr/local/bin/kubetask-functions
}

behind_host() {
  local dotnet host=out/functions-host
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  dotnet publish local/KubeTask.FunctionsHost -c Release -o $host -v quiet -nologo -clp:NoSummary
  install -d "$folder/azure-functions-host" "$folder/usr/share/dotnet/shared" "$folder/usr/bin" "$folder$app"
  cp -r $host/. "$folder/azure-functions-host/"
  cp -r "$dotnet/host" "$dotnet/dotnet" "$folder/usr/share/dotnet/"
  local framework
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    install -d "$folder/usr/share/dotnet/shared/$framework"
    cp -r "$(find "$dotnet/shared/$framework" -mindepth 1 -maxdepth 1 -name '10.*' | sort -V | tail -1)" \
      "$folder/usr/share/dotnet/shared/$framework/"
  done
  ln -s ../share/dotnet/dotnet "$folder/usr/bin/dotnet"
  cp -r $source/. "$folder$app/"
  find "$folder" \( -name '*.pdb' -o -name '*.dbg' -o -name '*.xml' \) -type f -delete
  mapfile -t loaded < <(find "$folder" -type f \( -name '*.so' -o -name dotnet -o -name kubetask-functions \))
  libraries_of "${loaded[@]}"
  entrypoint=/azure-functions-host/kubetask-functions-host
  variables=("AzureWebJobsScriptRoot=$app" DOTNET_ROOT=/usr/share/dotnet)
}

if [ "$1" = standalone ]; then standalone; else behind_host; fi
openssl_libraries
certificates
time_zones
users 65532 nonroot
chmod 0755 "$folder"
TITLE=kubetask-$name DESCRIPTION="The functions of KubeTask, which act on its objects" \
  hack/images/archive.sh "$(image_name $name)" "$folder" "out/images/kubetask-$name.tar" "$entrypoint" 65532:65532 "${variables[@]}"
printf '%s: out/images/kubetask-%s.tar, %s MB\n' "$(image_name $name)" "$name" "$(du -sm "$folder" | cut -f1)"
