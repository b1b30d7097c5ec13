#!/bin/sh
# Looks at this machine before a restore. Changes nothing, sends nothing, needs no secret. POSIX sh.
# Ends with 0 when nothing speaks against a restore, with 1 when something does.

kit_version='@VERSION@'
kit_kilobytes='@KILOBYTES@'
dumps=${dumps:-/var/lib/zstack/mysql-backup}
work=${work:-/root/zstack-recovery}
here=$(dirname "$0")
failed=0

# say MARK ENGLISH CHINESE
say() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        zh*) printf '%-8s %s\n' "$1" "$3" ;;
        *) printf '%-8s %s\n' "$1" "$2" ;;
    esac
    if [ "$1" = FAIL ]; then failed=1; fi
}

# Kilobytes that are free where this path is, or will be.
free_at() {
    path=$1
    while [ ! -d "$path" ] && [ "$path" != / ]; do path=$(dirname "$path"); done
    df -Pk "$path" 2>/dev/null | awk 'NR == 2 { print $4 }'
}

room() { # PATH TIMES
    available=$(free_at "$1")
    needed=$((kit_kilobytes * $2))
    if [ -z "$available" ]; then say unknown "free space at $1" "$1 的可用空间"
    elif [ "$available" -lt "$needed" ]; then say FAIL "$1 has $available KiB free, and needs $needed" "$1 可用 $available KiB，需要 $needed KiB"
    else say ok "$1 has $available KiB free" "$1 可用 $available KiB"; fi
}

for program in zstack-ctl mysql gunzip md5sum od sed; do
    if command -v "$program" >/dev/null 2>&1; then say ok "$program is here" "有 $program"
    else say FAIL "$program is missing" "缺少 $program"; fi
done
if command -v sshpass >/dev/null 2>&1; then say ok "sshpass is here: storages can be read" "有 sshpass，可以读取存储"
else say WARN "sshpass is missing: zstack-ctl cannot read a storage without it" "缺少 sshpass：zstack-ctl 无法读取存储"; fi

if [ -n "$kit_version" ]; then say note "the version of the node has to be $kit_version; no command here compares them" "节点版本必须是 $kit_version；这里没有命令会比较它们"
else say unknown "version that the node has to have" "节点应有的版本"; fi

if [ -n "$kit_kilobytes" ]; then
    room "$dumps" 3
    room "$work" 3
else
    say unknown "size of the backup" "备份的大小"
fi

if [ -d "$dumps" ]; then
    count=$(find "$dumps" -maxdepth 1 -type f -name '*.gz' 2>/dev/null | wc -l)
    count=$((count))
    if [ "$count" -ge 60 ]; then say WARN "$count dumps lie in $dumps: the node removes those beyond 60 before a restore, also the one to restore. Restore from $work" "$dumps 中有 $count 个备份：恢复前节点会删除超过 60 个的部分，也可能删除要恢复的那个。请从 $work 恢复"
    else say ok "$count dumps lie in $dumps" "$dumps 中有 $count 个备份"; fi
else
    say WARN "$dumps is missing: nothing was installed here, or nothing ran yet" "缺少 $dumps：这里尚未安装，或尚未运行过"
fi

if [ -r /proc/cpuinfo ]; then
    cpus=$(grep -c '^processor' /proc/cpuinfo)
    if [ "$cpus" -ge 4 ]; then say ok "$cpus CPUs" "$cpus 个 CPU"; else say WARN "$cpus CPUs: a node does not start with less than 4" "$cpus 个 CPU：少于 4 个时节点无法启动"; fi
else
    say unknown "number of CPUs" "CPU 数量"
fi
if [ -r /proc/meminfo ]; then
    memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
    if [ "$memory" -ge 7475 ]; then say ok "$memory MiB of memory" "内存 $memory MiB"; else say WARN "$memory MiB of memory: a node does not start with less than about 7475" "内存 $memory MiB：少于约 7475 MiB 时节点无法启动"; fi
else
    say unknown "memory" "内存"
fi

for port in 8080 9090; do
    hex=$(printf '%04X' "$port")
    if [ ! -r /proc/net/tcp ]; then say unknown "whether port $port is free" "端口 $port 是否空闲"
    elif cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=":$hex" '$4 == "0A" && $2 ~ port "$" { found = 1 } END { exit !found }'; then say WARN "port $port is in use: by the node itself, if it runs" "端口 $port 已被占用：如果节点正在运行，则是节点自己"
    else say ok "port $port is free" "端口 $port 空闲"; fi
done

if [ -e "$work/restore.gz" ]; then
    if gunzip -t "$work/restore.gz" 2>/dev/null; then say ok "$work/restore.gz is whole" "$work/restore.gz 是完整的"
    else say FAIL "$work/restore.gz is damaged" "$work/restore.gz 已损坏"; fi
    dumped=$(gunzip -c "$work/restore.gz" 2>/dev/null | grep -c '^-- Dump completed')
    if [ "$dumped" -ge 3 ]; then say ok "it holds $dumped complete dumps" "其中有 $dumped 个完整的转储"
    else say FAIL "it holds $dumped complete dumps, and should hold 3" "其中只有 $dumped 个完整的转储，应有 3 个"; fi
    if gunzip -c "$work/restore.gz" 2>/dev/null | head -n 1 | grep -q '^/\*M\{0,1\}!999999'; then say WARN "it begins with a line that an old mysql client stops at: $(mysql --version 2>/dev/null)" "它的第一行会让旧的 mysql 客户端停下：$(mysql --version 2>/dev/null)"; fi
fi

if [ -r "$here/SHA256SUMS" ]; then
    if (cd "$here" && sha256sum -c SHA256SUMS >/dev/null 2>&1); then say ok "the files of this kit are as they were written" "恢复包中的文件与写入时一致"
    else say FAIL "files of this kit were changed or are missing: sha256sum -c SHA256SUMS" "恢复包中的文件被更改或缺失：sha256sum -c SHA256SUMS"; fi
else
    say unknown "whether the files of this kit are as they were written" "恢复包中的文件是否与写入时一致"
fi

exit "$failed"
