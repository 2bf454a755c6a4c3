#!/usr/bin/env bash
# Writes behind each base image argument of a Dockerfile the digest that its tag names today.
# usage: pin-base-images.sh DOCKERFILE
set -euo pipefail

file=${1:?usage: pin-base-images.sh DOCKERFILE}

for argument in NODE_IMAGE RUNTIME_IMAGE; do
  tag=$(sed -n "s/^ARG $argument=\([^@]*\).*/\1/p" "$file")
  if [[ -z $tag ]]; then
    echo "$file has no line ARG $argument=<image>" >&2
    exit 1
  fi
  # The digest of the index, which serves every architecture. As JSON: some versions print a table for the bare field.
  digest=$(docker buildx imagetools inspect "$tag" --format '{{json .Manifest.Digest}}' | tr -d '"')
  if [[ ! $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
    echo "No digest for $tag, but: $digest" >&2
    exit 1
  fi
  echo "$argument: $tag is $digest"
  sed "s|^ARG $argument=.*|ARG $argument=$tag@$digest|" "$file" >"$file.pinned"
  mv "$file.pinned" "$file"
done
