#!/bin/sh
# Makes sample-dump.sql.gz of sample-dump.sql with a throw-away MariaDB server: the three dumps, with the options and in the
# order, that "zstack-ctl dump_mysql" makes. Needs mariadb-server. zstack_mini is not there, as on most nodes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
user=$(id -un)
trap 'kill "$server" 2>/dev/null && wait "$server"; rm -rf "$work"' EXIT
mariadb-install-db --no-defaults --datadir="$work/data" --auth-root-authentication-method=normal --user="$user" >"$work/log"
"$(PATH=$PATH:/usr/sbin command -v mariadbd)" --no-defaults --datadir="$work/data" --socket="$work/socket" --skip-networking --user="$user" 2>>"$work/log" &
server=$!
connection="--no-defaults --socket=$work/socket --user=root"
until mariadb-admin $connection ping >/dev/null 2>&1; do sleep 0.2; done
mariadb $connection --default-character-set=utf8mb4 --comments <"$here/sample-dump.sql"

skipped=
for table in VmUsageHistoryVO RootVolumeUsageHistoryVO NotificationVO PubIpVmNicBandwidthUsageHistoryVO DataVolumeUsageHistoryVO ResourceUsageVO PciDeviceUsageHistoryVO PubIpVipBandwidthUsageHistoryVO; do
    skipped="$skipped --ignore-table=zstack.$table"
done
options="--databases --single-transaction --quick"
(
    mariadb-dump $connection $options -d zstack zstack_rest
    mariadb-dump $connection $options $skipped zstack zstack_rest
    mariadb-dump $connection $options -f zstack_ui zstack_mini || true
) | gzip >"$here/sample-dump.sql.gz"
