#!/bin/bash
# What a login to an sshd of the tests lands in: the command line of a small switch, from the text files beside it.
# Usage: device.sh HOSTNAME
folder=$(dirname "$0")/device
hostname=$1
secret='enable me'
mode='>'

refuse() {
  # The caret stands under the first character of what was typed, as far as this device understands anything.
  printf '%*s\n%% Invalid input detected at '"'^'"' marker.\n\n' $((${#hostname} + 2)) '^'
}

printf '\nAuthorized access only.\nAn attempt at anything else is logged > so is this one #\n\n'
while printf '%s%s' "$hostname" "$mode" && IFS= read -r line; do
  file=$folder/${line// /_}.txt
  case $line in
  '') ;;
  enable)
    IFS= read -rsp 'Password: ' answer
    echo
    if [ "$answer" = "$secret" ]; then mode='#'; else printf '%% Bad secrets\n\n'; fi
    ;;
  disable) mode='>' ;;
  'terminal length 0' | 'terminal width 511') ;;
  'show long') seq -f 'line %.0f of a very long answer: 0123456789 abcdefghijklmnopqrstuvwxyz' 1 20000 ;;
  exit | quit | logout) exit 0 ;;
  *) if [ -f "$file" ]; then sed "s/@HOSTNAME@/$hostname/" "$file"; else refuse; fi ;;
  esac
done
