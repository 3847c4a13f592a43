#!/bin/sh
# Builds a container image with the agent of a fleet, from a checkout of sysdrill that `npm run build` has built:
#   docs/build-agent-image.sh [TAG]
# It runs with the host's processes in sight and the rights to load the probe:
#   docker run -d --pid host --cap-add BPF --cap-add PERFMON --cap-add SYS_RESOURCE --cap-add SYS_PTRACE --cap-add SYS_ADMIN \
#     -v /sys/kernel/tracing:/sys/kernel/tracing -v /etc/sysdrill:/etc/sysdrill:ro TAG
set -eu

TAG=${1:-sysdrill-agent}
ROOT=$(cd "$(dirname "$0")/.." && pwd)
ENGINE=$(command -v docker || command -v podman) || { echo 'neither docker nor podman is installed' >&2; exit 1; }

"$ENGINE" build -t "$TAG" -f - "$ROOT" <<'DOCKERFILE'
FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libelf1 zlib1g && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sysdrill
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY dist dist
COPY libscap-shim libscap-shim
ENTRYPOINT ["node", "/opt/sysdrill/dist/main.js", "agent", "--creds", "/etc/sysdrill/agent.json"]
DOCKERFILE
