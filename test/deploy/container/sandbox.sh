#!/bin/sh
# Runs a program of an unpacked image as a strict container runtime would: read-only, no capabilities, not root, process 1.
# To be started in mount and pid namespaces of its own, as root. usage: sandbox.sh ROOT UID GID WORKDIR COMMAND...
set -eu

root=$1 uid=$2 gid=$3 workdir=$4
shift 4

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o size=64k tmpfs "$root/dev"
for device in null zero random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,ro "$root/dev"
mount -o remount,bind,ro "$root"

# What is left of the capabilities serves to enter the image and to give up root, and ends with it.
exec setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid \
  unshare --root "$root" --wd "$workdir" --setgid "$gid" --setuid "$uid" -- "$@"
