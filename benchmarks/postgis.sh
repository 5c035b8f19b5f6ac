#!/usr/bin/env bash
# Install PostgreSQL with PostGIS by apt, so that `make bench-peers` can measure it; starts no server.
set -euo pipefail

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    echo "postgis.sh needs root and apt-get; install PostgreSQL and PostGIS another way" >&2
    exit 1
fi
# No cluster of the system's own is made or started: the benchmark makes one and throws it away.
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/routekit-bench.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p')
apt-get install -qq --no-install-recommends "postgresql-$version" "postgresql-$version-postgis-3"
