#!/bin/sh
# LINES (a line each: seconds of pause, tab, text), BED and OUT → the session as audio, made the way
# one would by hand: each line spoken and padded, all of them joined, and the bed laid under them.
# The format of OUT is the one its suffix names.
set -eu
lines=$1 bed=$2 out=$3 rate=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What an encoder takes is its own affair.
case $out in
*.wav | *.flac) samples='-sample_fmt s16' ;;
*) samples= ;;
esac

number=1000
tab=$(printf '\t')
while IFS=$tab read -r pause text; do
    number=$((number + 1))
    espeak-ng -v en-us+f5 -s "$rate" -w "$folder/line.wav" "$text"
    sox "$folder/line.wav" "$folder/padded-$number.wav" pad 0 "$pause"
done < "$lines"
sox "$folder"/padded-*.wav "$folder/voice.wav"
ffmpeg -nostdin -loglevel error -y -i "$folder/voice.wav" -stream_loop -1 -i "$bed" \
    -filter_complex '[1:a]volume=-16dB[bed];[0:a][bed]amix=duration=first:normalize=0' \
    -ar 48000 -ac 2 $samples "$out"
