#!/bin/sh
# Fetches the Bicep compiler from NuGet into node_modules/.cache, where there is dotnet; without it nothing happens.
# usage: sh test/deploy/bicep/restore.sh
set -eu
version=0.49.2
cache="$(cd "$(dirname "$0")/../../.." && pwd)/node_modules/.cache/bicep"
package="$cache/azure.bicep.commandline.linux-x64/$version"
if [ -x "$cache/bicep-$version" ]; then exit 0; fi
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ] || ! command -v dotnet >/dev/null 2>&1; then
  echo 'No dotnet here: the committed snapshots of infra/ are held to the hash of their sources instead.'
  exit 0
fi
mkdir -p "$cache/project"
cat >"$cache/project/bicep.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework><RestorePackagesPath>$cache</RestorePackagesPath></PropertyGroup>
  <ItemGroup><PackageDownload Include="Azure.Bicep.CommandLine.linux-x64" Version="[$version]" /></ItemGroup>
</Project>
XML
# A machine without NuGet still has the hash, so this is no failure of the build.
if ! DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet restore "$cache/project/bicep.csproj" --verbosity quiet; then
  echo 'The Bicep compiler could not be fetched from NuGet; the snapshots are held to the hash of their sources instead.'
  exit 0
fi
chmod +x "$package/tools/bicep"
ln -sf "$package/tools/bicep" "$cache/bicep-$version"
