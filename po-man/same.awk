# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fills in, in a catalog of the man pages, what is the same in every language, so that nobody
# has to: the commands of the examples, and what has no word but options, names of manuals and
# signals, bold text (which is typed as it is), the version.
#
# awk -f po-man/same.awk de.po >new.po

# An entry is a paragraph.
BEGIN { RS = "" }

function same(entry, id,	text) {
	text = id
	gsub(/"\n"|^msgid "|"$/, "", text)
	if (text == "" || entry ~ /^#~/ || entry ~ /#\. type: S[HS]/)
		return 0
	if (entry ~ /#\. type: Plain text/ && entry ~ /\n#,[^\n]* no-wrap/)
		return text ~ /kill/
	# What a survivor does is told in the words of a message.
	if (text ~ /^B<(exiting>|[a-z]+ [a-z])/)
		return 0
	gsub(/E<[gl]t>|\\\\\(..|cgkill [0-9.]+/, "", text)
	gsub(/B<[^>]*>|-[A-Za-z-]+/, "", text)
	return text !~ /[a-z][a-z]/
}

{
	begin = match($0, /\nmsgid "/) + 1
	id = substr($0, begin, match($0, /\nmsgstr "/) - begin)
	if (begin > 1 && same($0, id)) {
		head = substr($0, 1, begin - 1)
		gsub(/#\|[^\n]*\n/, "", head)
		sub(/#, fuzzy\n/, "", head)
		sub(/, fuzzy/, "", head)
		text = id
		sub(/^msgid/, "msgstr", text)
		$0 = head id "\n" text
	}
	print (NR > 1 ? "\n" : "") $0
}
