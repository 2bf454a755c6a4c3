# The page and its server as one image: built with every tool, shipped with none of them.
#
# docker build -t voice-live-web .
# docker run --rm -p 127.0.0.1:8080:8080 -e ACCESS=open -e AZURE_VOICE_LIVE_ENDPOINT=... -e AZURE_VOICE_LIVE_API_KEY=... voice-live-web
#
# Plain Dockerfile instructions only: registry tasks build with the classic builder, which knows no BuildKit syntax.
# Both base images are arguments, so that a mirror or a digest needs no edit (--build-arg NODE_IMAGE=...). The weekly
# workflow .github/workflows/base-images.yml writes the digests of the day behind these tags and proposes them.
ARG NODE_IMAGE=node:24-trixie-slim
# Must bring node as /nodejs/bin/node; needs no shell and no package manager.
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM $NODE_IMAGE AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Neither what tests and the emulator need, nor install scripts: nothing that is shipped is built with them.
# The node that npm brings for systems with an older one, 189 MB, is not needed either: this image has its own.
ARG NPM_FLAGS=--omit=dev
RUN npm pkg delete optionalDependencies && npm ci $NPM_FLAGS --ignore-scripts --no-audit --no-fund
COPY . .
RUN node client/build.ts && node server/bundle/build.ts

FROM $RUNTIME_IMAGE
ARG GIT_SHA=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="voice-live-web" \
      org.opencontainers.image.description="Real-time voice agent web app for Azure AI Voice Live" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$GIT_SHA"
WORKDIR /app
# Owned by root, so that the process that serves them cannot change them.
COPY --from=build /app/dist ./dist
# With ACCESS=open, and only then, it answers to this machine's own names; -e ALLOWED_HOSTS=<names> adds others, * all of them.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    GIT_SHA=$GIT_SHA \
    ALLOWED_HOSTS=localhost
EXPOSE 8080
# The nonroot user of distroless, by number, so that a platform can see that it is not root.
USER 65532:65532
# For docker and compose; App Service and Container Apps ask /health themselves.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/nodejs/bin/node", "/app/dist/healthcheck.mjs"]
# node itself is the first process, so that it gets SIGTERM and can drain.
# On a machine with much memory Node lets new objects fill 128 MiB before it is done growing: a fifth of the server's memory, for no less work.
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["--max-semi-space-size=16", "/app/dist/server.mjs"]
