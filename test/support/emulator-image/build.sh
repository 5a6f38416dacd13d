#!/usr/bin/env bash
# Makes the container image of the emulator that the deployment test runs on, from packages and from nothing: a minimal
# Debian, MiniStack from PyPI and this repository's own Node.js. It pulls no image. Packages come from where this
# machine's apt and pip are configured to get them.
#
#   sudo test/support/emulator-image/build.sh [TAG]        needs root, debootstrap, python3 with pip, and docker
#   LAMBDABUS_EMULATOR_IMAGE=TAG npx vitest run --project e2e test/e2e/deploy-container.test.ts
set -euo pipefail

tag=${1:-lambdabus-emulator:1.5.33}
ministack=1.5.33
repository=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
rootfs=$work/rootfs
trap 'rm -rf "$work"' EXIT

for tool in debootstrap python3 docker; do
  command -v "$tool" > /dev/null || { echo "build.sh needs $tool, which is not on the PATH." >&2; exit 1; }
done

# The machine's own main archive: the first whose release name is not an update of another.
read -r archive release < <(
  apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | grep -E ' [a-z]+$' | head -n 1
) || { echo 'build.sh finds no Debian or Ubuntu archive in the configuration of apt.' >&2; exit 1; }

debootstrap --variant=minbase --include=ca-certificates,openssl,python3 "$release" "$rootfs" "$archive"

# Wheels for the Python of the image, which may be another than the machine's.
python=$(chroot "$rootfs" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
python3 -m pip install --quiet --only-binary=:all: --python-version "$python" --target "$rootfs/opt/ministack" "ministack==$ministack"

# Functions run on the Node.js that this repository develops with.
install -D -m 0755 "$repository/node_modules/node/bin/node" "$rootfs/usr/local/bin/node"

rm -rf "$rootfs"/var/cache/apt/* "$rootfs"/var/lib/apt/lists/* "$rootfs"/usr/share/{doc,man,locale}
tar --create --directory "$rootfs" --file "$work/rootfs.tar" .
cat > "$work/Dockerfile" << 'EOF'
FROM scratch
ADD rootfs.tar /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/opt/ministack GATEWAY_PORT=4566
EXPOSE 4566
CMD ["python3", "-m", "ministack"]
EOF
rm -rf "$rootfs"
DOCKER_BUILDKIT=0 docker build --quiet --tag "$tag" "$work"
docker image ls "$tag"
