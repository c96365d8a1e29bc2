# One image for the controller and the proxies, so that they always fit each other.
ARG NODE_VERSION=24.21.0
ARG ENVOY_VERSION=1.40.0
# Of each base image its digest, `@sha256:…`, which `make image-digests` writes; empty: whatever the registry gives for the tag.
ARG NODE_DIGEST=
ARG ENVOY_DIGEST=
ARG DISTROLESS_DIGEST=

FROM envoyproxy/envoy:distroless-v${ENVOY_VERSION}${ENVOY_DIGEST} AS envoy

FROM node:${NODE_VERSION}-bookworm-slim${NODE_DIGEST} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json LICENSE NOTICE ./
COPY bin bin
COPY scripts scripts
COPY src src
COPY proto proto
RUN npm run build

# nft, with its libraries but libc, which the image below has.
FROM node:${NODE_VERSION}-bookworm-slim${NODE_DIGEST} AS nft
ARG NFTABLES_VERSION=1.0.6-2+deb12u2
RUN apt-get update && apt-get install -y --no-install-recommends "nftables=${NFTABLES_VERSION}" && \
    mkdir -p /nft/usr/sbin /nft/usr/lib && cp /usr/sbin/nft /nft/usr/sbin && \
    ldd /usr/sbin/nft | sed -n 's/.*=> \(\S*\) .*/\1/p' | grep -v '/libc\.so' | xargs cp -Lt /nft/usr/lib

FROM gcr.io/distroless/cc-debian12:nonroot${DISTROLESS_DIGEST}
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=envoy /usr/local/bin/envoy /usr/local/bin/envoy
# For pods of the mesh, whose connections it redirects.
COPY --from=nft /nft /
COPY --from=build /build/package.json /build/LICENSE /build/NOTICE /opt/gatewright/
COPY --from=build /build/bin /opt/gatewright/bin
COPY --from=build /build/dist /opt/gatewright/dist
USER 65532:65532
# A small nursery of objects, and a heap that is kept near what lives in it: docs/benchmarks.md has what that is worth.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=4", "--optimize-for-size", "/opt/gatewright/dist/main.js"]
