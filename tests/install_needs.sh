#!/bin/sh
# Install what the tests need beyond Python and npm, as root on Debian and its kin; fails if something stays missing.
# What follows as arguments installs PySpark, which is of no use without Java.
has_java() { java -version 2>&1 | grep -Eq 'version "(1[7-9]|[2-9][0-9])'; }
wanted=""
command -v chromium >/dev/null || wanted="$wanted chromium fonts-liberation"
command -v curl >/dev/null || wanted="$wanted curl"
has_java || wanted="$wanted openjdk-17-jre-headless"
if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing$wanted (once) ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  for package in $wanted; do
    apt-get install -qq --no-install-recommends "$package" >/dev/null 2>&1 || echo "$package cannot be installed."
  done
fi
missing=0
command -v chromium >/dev/null || missing=1
command -v curl >/dev/null || missing=1
if has_java; then
  "$@" || { echo "PySpark cannot be installed."; missing=1; }
else
  missing=1
fi
exit $missing
