/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/signals.h"
#include "unit.h"

/* A command line: words separated by single spaces; '' stands for an empty one. */
struct command_line {
	char *words[20];
	int count;
};

static void split(const char *text, struct command_line *line)
{
	line->count = 0;
	while (*text) {
		size_t length = strcspn(text, " ");

		/*
		 * Each word is allocated separately, so that a sanitizer sees a read beyond its
		 * end.
		 */
		line->words[line->count++] = length == 2 && !strncmp(text, "''", 2) ?
					     strdup("") : strndup(text, length);
		text += length;
		text += *text == ' ';
	}
	line->words[line->count] = NULL;
}

static void discard(char **words, int count)
{
	for (int i = 0; i < count; i++)
		free(words[i]);
}

/*
 * A line, and how it is parsed: the mode, the signal if one is sent, what differs from the
 * default, and the operands, all in the same form.
 */
static const struct row {
	const char *line, *expected;
} accepted[] = {
	/* PID mode */
	{ "kill 1", "pid TERM: 1" },
	{ "kill 1 2 3", "pid TERM: 1 2 3" },
	{ "kill ''", "pid TERM: ''" },
	{ "kill 1 '' 2", "pid TERM: 1 '' 2" },
	{ "kill -", "pid TERM: -" },
	{ "kill +5", "pid TERM: +5" },
	{ "kill -- -5", "pid TERM: -5" },
	{ "kill -- -HUP -s", "pid TERM: -HUP -s" },
	{ "kill -- --cgroup", "pid TERM: --cgroup" },
	{ "kill -- ''", "pid TERM: ''" },

	/* the signal, in every form */
	{ "kill -s HUP 1", "pid HUP: 1" },
	{ "kill -s hup 1", "pid HUP: 1" },
	{ "kill -s SIGHUP 1", "pid HUP: 1" },
	{ "kill -s 9 1", "pid KILL: 1" },
	{ "kill -s 0 1", "pid EXIT: 1" },
	{ "kill -s EXIT 1", "pid EXIT: 1" },
	{ "kill -sHUP 1", "pid HUP: 1" },
	{ "kill -sUSR1 1", "pid USR1: 1" },
	{ "kill -s9 1", "pid KILL: 1" },
	{ "kill --signal HUP 1", "pid HUP: 1" },
	{ "kill --signal=HUP 1", "pid HUP: 1" },
	{ "kill --signal=9 1", "pid KILL: 1" },
	{ "kill --sig HUP 1", "pid HUP: 1" },
	{ "kill --sig=HUP 1", "pid HUP: 1" },
	{ "kill -HUP 1", "pid HUP: 1" },
	{ "kill -SIGHUP 1", "pid HUP: 1" },
	{ "kill -SigHup 1", "pid HUP: 1" },
	{ "kill -9 1", "pid KILL: 1" },
	{ "kill -010 1", "pid USR1: 1" },
	{ "kill -37 1", "pid RTMIN+3: 1" },
	{ "kill -n 9 1", "pid KILL: 1" },
	{ "kill -n9 1", "pid KILL: 1" },
	{ "kill -n USR1 1", "pid USR1: 1" },
	{ "kill -nUSR1 1", "pid USR1: 1" },
	{ "kill -n 0 1", "pid EXIT: 1" },
	{ "kill -s +10 1", "pid USR1: 1" },
	{ "kill -0 1", "pid EXIT: 1" },
	{ "kill -EXIT 1", "pid EXIT: 1" },
	{ "kill -RTMIN 1", "pid RTMIN: 1" },
	{ "kill -rtmin+3 1", "pid RTMIN+3: 1" },
	{ "kill -SIGRTMAX-3 1", "pid RTMAX-3: 1" },
	{ "kill -RT3 1", "pid RTMIN+3: 1" },
	{ "kill -IOT 1", "pid ABRT: 1" },
	{ "kill -CLD 1", "pid CHLD: 1" },
	{ "kill -HUP -- 1", "pid HUP: 1" },
	{ "kill -HUP -- -1 -2", "pid HUP: -1 -2" },
	{ "kill -s HUP -- -s", "pid HUP: -s" },

	/* a signal whose name starts like an option */
	{ "kill -hup 1", "pid HUP: 1" },
	{ "kill -pipe 1", "pid PIPE: 1" },
	{ "kill -poll 1", "pid POLL: 1" },
	{ "kill -prof 1", "pid PROF: 1" },
	{ "kill -pwr 1", "pid PWR: 1" },
	{ "kill -quit 1", "pid QUIT: 1" },
	{ "kill -alrm 1", "pid ALRM: 1" },
	{ "kill -abrt 1", "pid ABRT: 1" },
	{ "kill -segv 1", "pid SEGV: 1" },
	{ "kill -sigsegv 1", "pid SEGV: 1" },
	{ "kill -stop 1", "pid STOP: 1" },
	{ "kill -sys 1", "pid SYS: 1" },
	{ "kill -term 1", "pid TERM: 1" },
	{ "kill -vtalrm 1", "pid VTALRM: 1" },
	{ "kill -kill 1", "pid KILL: 1" },
	{ "kill -trap 1", "pid TRAP: 1" },
	{ "kill -tstp 1", "pid TSTP: 1" },
	{ "kill -ttin 1", "pid TTIN: 1" },
	{ "kill -rt1 1", "pid RTMIN+1: 1" },
	{ "kill -rtmax 1", "pid RTMAX: 1" },

	/* after a signal, a number is a process group (POSIX) */
	{ "kill -9 -12", "pid KILL: -12" },
	{ "kill -1 -1", "pid HUP: -1" },
	{ "kill -9 -12 -HUP", "pid KILL: -12 -HUP" },
	{ "kill -HUP -12 13", "pid HUP: -12 13" },
	{ "kill -s HUP -12 -13", "pid HUP: -12 -13" },
	{ "kill --signal HUP -12", "pid HUP: -12" },
	{ "kill --signal=HUP -a -12", "pid HUP all: -12" },
	{ "kill -n HUP -12", "pid HUP: -12" },
	{ "kill -10 -12", "pid USR1: -12" },
	{ "kill -0 -12", "pid EXIT: -12" },
	{ "kill -9 -5x", "pid KILL: -5x" },
	{ "kill -sHUP -12", "pid HUP: -12" },
	{ "kill -s HUP 1 -12", "pid HUP: 1 -12" },

	/* there are no options after the first operand, or PIDs would be lost */
	{ "kill 1 -10", "pid TERM: 1 -10" },
	{ "kill 1 -USR1", "pid TERM: 1 -USR1" },
	{ "kill 1 -s HUP", "pid TERM: 1 -s HUP" },
	{ "kill 1 --signal=HUP", "pid TERM: 1 --signal=HUP" },
	{ "kill 1 -p", "pid TERM: 1 -p" },
	{ "kill -p 1 -p", "pid TERM print: 1 -p" },
	{ "kill 1 --help", "pid TERM: 1 --help" },
	{ "kill 1 --bogus", "pid TERM: 1 --bogus" },
	{ "kill '' -HUP", "pid TERM: '' -HUP" },

	/* options without arguments */
	{ "kill -p 1", "pid TERM print: 1" },
	{ "kill --pid 1", "pid TERM print: 1" },
	{ "kill -p -p 1", "pid TERM print: 1" },
	{ "kill -p name -HUP", "pid TERM print: name -HUP" },
	{ "kill -p -- -5", "pid TERM print: -5" },
	{ "kill --verbose 1", "pid TERM verbose: 1" },
	{ "kill --verb 1", "pid TERM verbose: 1" },

	{ "kill -a name", "pid TERM all: name" },
	{ "kill --all name", "pid TERM all: name" },
	{ "kill --al name", "pid TERM all: name" },
	{ "kill -a -p name", "pid TERM print all: name" },
	{ "kill -r 1", "pid TERM handler: 1" },
	{ "kill --require-handler 1", "pid TERM handler: 1" },
	{ "kill --req -USR1 1", "pid USR1 handler: 1" },
	{ "kill -r -a -s USR1 name", "pid USR1 all handler: name" },
	{ "kill -r 5:7", "pid TERM handler: 5:7" },

	/* a value to queue */
	{ "kill -q 5 1", "pid TERM queue=5: 1" },
	{ "kill -q5 1", "pid TERM queue=5: 1" },
	{ "kill -q 0 1", "pid TERM queue=0: 1" },
	{ "kill -q -5 1", "pid TERM queue=-5: 1" },
	{ "kill -q-5 1", "pid TERM queue=-5: 1" },
	{ "kill -q +5 1", "pid TERM queue=5: 1" },
	{ "kill --queue 5 1", "pid TERM queue=5: 1" },
	{ "kill --queue -5 1", "pid TERM queue=-5: 1" },
	{ "kill --queue=5 1", "pid TERM queue=5: 1" },
	{ "kill --queue=-5 1", "pid TERM queue=-5: 1" },
	{ "kill --q 5 1", "pid TERM queue=5: 1" },
	{ "kill -q 2147483647 1", "pid TERM queue=2147483647: 1" },
	{ "kill -q -2147483648 1", "pid TERM queue=-2147483648: 1" },
	{ "kill -q 5 -USR1 1", "pid USR1 queue=5: 1" },
	{ "kill -USR1 -q 5 1", "pid USR1 queue=5: 1" },
	{ "kill -USR1 -q 5 -12", "pid USR1 queue=5: -12" },
	{ "kill -s 0 -q 5 1", "pid EXIT queue=5: 1" },
	{ "kill -q 5 -KILL 1", "pid KILL queue=5: 1" },

	/* signals that follow */
	{ "kill --timeout 50 USR2 1", "pid TERM 50:USR2: 1" },
	{ "kill --timeout=50 USR2 1", "pid TERM 50:USR2: 1" },
	{ "kill --tim 50 USR2 1", "pid TERM 50:USR2: 1" },
	{ "kill --timeout 50 usr2 1", "pid TERM 50:USR2: 1" },
	{ "kill --timeout 50 12 1", "pid TERM 50:USR2: 1" },
	{ "kill --timeout 0 KILL 1", "pid TERM 0:KILL: 1" },
	{ "kill --timeout 500ms KILL 1", "pid TERM 500:KILL: 1" },
	{ "kill --timeout=0.5s KILL 1", "pid TERM 500:KILL: 1" },
	{ "kill --timeout 5s INT --timeout 2min KILL 1", "pid TERM 5000:INT 120000:KILL: 1" },
	{ "kill --timeout 50 0 1", "pid TERM 50:EXIT: 1" },
	{ "kill --timeout 2147483647 KILL 1", "pid TERM 2147483647:KILL: 1" },
	{ "kill --timeout 50 USR2 --timeout 60 KILL 1", "pid TERM 50:USR2 60:KILL: 1" },
	{ "kill --timeout 50 HUP --timeout 50 HUP --timeout 50 INT 1",
	  "pid TERM 50:HUP 50:HUP 50:INT: 1" },
	{ "kill --timeout 50 USR2 -s USR1 1", "pid USR1 50:USR2: 1" },
	{ "kill -s USR1 --timeout 50 USR2 1", "pid USR1 50:USR2: 1" },
	{ "kill -USR1 --timeout 50 USR2 -- 1", "pid USR1 50:USR2: 1" },
	{ "kill -USR1 --timeout 50 USR2 -12", "pid USR1 50:USR2: -12" },
	{ "kill --timeout 50 USR2 -q 42 1", "pid TERM queue=42 50:USR2: 1" },
	{ "kill -q 42 --timeout 50 KILL 1", "pid TERM queue=42 50:KILL: 1" },
	{ "kill --timeout 50 USR2 -ra --verbose name",
	  "pid TERM all handler 50:USR2 verbose: name" },
	/* after the operand it is not an option, and needs no argument */
	{ "kill 1 --timeout", "pid TERM: 1 --timeout" },

	/* several in one word */
	{ "kill -as KILL 1", "pid KILL all: 1" },
	{ "kill -asKILL 1", "pid KILL all: 1" },
	{ "kill -as 9 -12", "pid KILL all: -12" },
	{ "kill -an9 1", "pid KILL all: 1" },
	{ "kill -pp 1", "pid TERM print: 1" },
	{ "kill -pa 1", "pid TERM print all: 1" },
	{ "kill -aaq5 1", "pid TERM queue=5 all: 1" },
	{ "kill -ras KILL --verbose 1", "pid KILL all handler verbose: 1" },

	/* cgroup mode */
	{ "kill --cgroup x", "cgroup KILL: x" },
	{ "kill --cgroup=x", "cgroup KILL: x" },
	{ "kill --cgroup x y z", "cgroup KILL: x y z" },
	{ "kill --cgroup=x y z", "cgroup KILL: x y z" },
	{ "kill --cgroup=x --cgroup=y", "cgroup KILL: x y" },
	{ "kill --cgroup=a=b", "cgroup KILL: a=b" },
	{ "kill --cg x", "cgroup KILL: x" },
	{ "kill --cg=x", "cgroup KILL: x" },
	{ "kill --cgr x", "cgroup KILL: x" },
	{ "kill --cgrou=x", "cgroup KILL: x" },
	{ "kill -9 --cgroup x", "cgroup KILL: x" },
	{ "kill --cgroup -9 x", "cgroup KILL: x" },
	{ "kill --cgroup x -9", "cgroup KILL: x" },
	{ "kill x --cgroup -TERM", "cgroup TERM: x" },
	{ "kill x --cgroup=y z", "cgroup KILL: x y z" },
	{ "kill -TERM x --cgroup y", "cgroup TERM: x y" },
	{ "kill x -s TERM y --cgroup", "cgroup TERM: x y" },
	{ "kill x --cg y", "cgroup KILL: x y" },
	{ "kill x y --signal=HUP z -p --cgroup", "cgroup HUP print: x y z" },
	{ "kill -ps TERM x --cgroup", "cgroup TERM print: x" },
	{ "kill --cgroup x -psTERM y", "cgroup TERM print: x y" },
	{ "kill --cgroup x -segv", "cgroup SEGV: x" },
	{ "kill --cgroup x -0", "cgroup EXIT: x" },
	{ "kill --cgroup pid:1 12", "cgroup KILL: pid:1 12" },
	{ "kill --cgroup -", "cgroup KILL: -" },
	{ "kill --cgroup ''", "cgroup KILL: ''" },
	{ "kill --cgroup=", "cgroup KILL: ''" },
	{ "kill --cgroup x '' y ''", "cgroup KILL: x '' y ''" },
	{ "kill '' --cgroup", "cgroup KILL: ''" },

	/* -- ends the options there, too */
	{ "kill --cgroup -- x", "cgroup KILL: x" },
	{ "kill --cgroup -- -9 --cgroup -- -s", "cgroup KILL: -9 --cgroup -- -s" },
	{ "kill --cgroup x -- -y", "cgroup KILL: x -y" },
	{ "kill --cgroup=x -TERM y -- z -p", "cgroup TERM: x y z -p" },
	{ "kill -TERM -- --cgroup x", "pid TERM: --cgroup x" },
	{ "kill 1 -- --cgroup", "pid TERM: 1 -- --cgroup" },

	/* options for cgroups only */
	{ "kill --cgroup --exclude-self x", "cgroup KILL exclude-self: x" },
	{ "kill x --excl --cgroup", "cgroup KILL exclude-self: x" },
	{ "cgkill x --exclude-self -TERM", "cgroup TERM exclude-self: x" },
	{ "kill --cgroup --wait x", "cgroup KILL wait=90000: x" },
	{ "kill x --wait --cgroup", "cgroup KILL wait=90000: x" },
	{ "cgkill x --wait", "cgroup KILL wait=90000: x" },
	{ "cgkill --wait=5 x", "cgroup KILL wait=5: x" },
	{ "cgkill --wait=0 x", "cgroup KILL wait=0: x" },
	{ "cgkill --wait=2147483647 x", "cgroup KILL wait=2147483647: x" },
	{ "cgkill --wait=infinity x", "cgroup KILL wait=2147483647: x" },
	{ "cgkill --wait=500ms x", "cgroup KILL wait=500: x" },
	{ "cgkill --wait=5s x", "cgroup KILL wait=5000: x" },
	{ "cgkill --wait=0.5s x", "cgroup KILL wait=500: x" },
	{ "cgkill --wait=2min x", "cgroup KILL wait=120000: x" },
	{ "cgkill --wait=1h x", "cgroup KILL wait=3600000: x" },
	{ "cgkill --wa=5 x", "cgroup KILL wait=5: x" },
	{ "cgkill --wait=5 --wait=6 x", "cgroup KILL wait=6: x" },
	/* The number must be attached. */
	{ "cgkill --wait 5", "cgroup KILL wait=90000: 5" },
	{ "cgkill --remove x", "cgroup KILL wait=90000 remove: x" },
	{ "cgkill --dry-run x", "cgroup KILL dry-run: x" },
	{ "cgkill x --dry-run -TERM --timeout 5 KILL", "cgroup TERM dry-run 5:KILL: x" },
	{ "kill --json --cgroup x --dry-run", "cgroup KILL dry-run json: x" },
	{ "cgkill --json x", "cgroup KILL json: x" },
	{ "cgkill x --json --wait=5 -TERM", "cgroup TERM wait=5 json: x" },
	{ "cgkill --rem x", "cgroup KILL wait=90000 remove: x" },
	{ "cgkill x --remove --wait=5", "cgroup KILL wait=5 remove: x" },
	{ "cgkill --wait=5 --remove x", "cgroup KILL wait=5 remove: x" },
	{ "cgkill --timeout 50 KILL x", "cgroup KILL 50:KILL: x" },
	{ "cgkill x -s TERM --timeout 5000 KILL", "cgroup TERM 5000:KILL: x" },
	{ "kill -s TERM --timeout 5000 KILL --cgroup x", "cgroup TERM 5000:KILL: x" },
	{ "cgkill x -TERM --timeout 50 HUP y --timeout=60 KILL z",
	  "cgroup TERM 50:HUP 60:KILL: x y z" },
	{ "kill --cgroup --exclude-self --wait=5000 /s/x.service",
	  "cgroup KILL exclude-self wait=5000: /s/x.service" },
	{ "kill --cgroup -TERM --timeout 3000 KILL --exclude-self --remove --verbose x",
	  "cgroup TERM exclude-self wait=90000 remove 3000:KILL verbose: x" },
	{ "cgkill -TERM -q 5 x", "cgroup TERM queue=5: x" },
	{ "cgkill x -q-5 -n USR1", "cgroup USR1 queue=-5: x" },
	{ "cgkill -q 5 -0 x", "cgroup EXIT queue=5: x" },
	{ "kill -q 5 --cgroup x -s USR1", "cgroup USR1 queue=5: x" },
	{ "cgkill -p -TERM x", "cgroup TERM print: x" },
	{ "cgkill -0 -p x", "cgroup EXIT print: x" },
	{ "cgkill -0 --exclude-self x", "cgroup EXIT exclude-self: x" },

	/* methods */
	{ "kill --cgroup x --method auto", "cgroup KILL: x" },
	{ "kill --cgroup x --method kernel", "cgroup KILL kernel: x" },
	{ "kill --cgroup x --method freeze", "cgroup KILL freeze: x" },
	{ "kill --cgroup x --method signal", "cgroup KILL signal: x" },
	{ "kill --method=signal --cgroup x", "cgroup KILL signal: x" },
	{ "cgkill --meth=freeze x", "cgroup KILL freeze: x" },
	{ "cgkill --method kernel -9 x", "cgroup KILL kernel: x" },
	{ "cgkill -s kill x --method kernel", "cgroup KILL kernel: x" },
	{ "cgkill --method freeze -TERM x", "cgroup TERM freeze: x" },
	{ "cgkill --method signal -TERM x", "cgroup TERM signal: x" },
	{ "cgkill --method kernel --timeout 5 KILL x", "cgroup KILL kernel 5:KILL: x" },
	{ "cgkill --method freeze -TERM --timeout 5 KILL x", "cgroup TERM freeze 5:KILL: x" },
	{ "cgkill --method kernel --remove x", "cgroup KILL kernel wait=90000 remove: x" },

	/* the other name */
	{ "cgkill x", "cgroup KILL: x" },
	{ "/usr/bin/cgkill x", "cgroup KILL: x" },
	{ "./cgkill x y -TERM", "cgroup TERM: x y" },
	{ "cgkill --cgroup x", "cgroup KILL: x" },
	{ "cgkill x --cgroup=y", "cgroup KILL: x y" },
	{ "cgkill -p x --verbose", "cgroup KILL print verbose: x" },
	{ "cgkill -- -9", "cgroup KILL: -9" },
	{ "cgkill 12", "cgroup KILL: 12" },
	{ "/cgkill/kill 12", "pid TERM: 12" },
	{ "cgkill/ 12", "pid TERM: 12" },

	/* signals listed or converted */
	{ "kill -l", "list:" },
	{ "kill --list", "list:" },
	{ "kill --li", "list:" },
	{ "kill -l --", "list:" },
	{ "kill -l 9", "list: 9" },
	{ "kill -l9", "list: 9" },
	{ "kill -l=9", "list: 9" },
	{ "kill --list 9", "list: 9" },
	{ "kill --list=9", "list: 9" },
	{ "kill -lHUP", "list: HUP" },
	{ "kill -l=HUP", "list: HUP" },
	{ "kill -l HUP", "list: HUP" },
	{ "kill -lterm", "list: term" },
	{ "kill -lt", "list: t" },
	{ "kill -ll", "list: l" },
	{ "kill --list=0x4001", "list: 0x4001" },
	{ "kill -l0x4001", "list: 0x4001" },
	{ "kill -l HUP 9", "list: HUP 9" },
	{ "kill -lHUP 9", "list: HUP 9" },
	{ "kill -l=HUP 9 137", "list: HUP 9 137" },
	{ "kill --list=HUP INT 9", "list: HUP INT 9" },
	{ "kill -l 9 NOSUCH 15", "list: 9 NOSUCH 15" },
	{ "kill -l -- 9", "list: 9" },
	{ "kill -l -- -9 -l", "list: -9 -l" },
	{ "kill -lHUP -- 9", "list: HUP 9" },
	{ "kill -l 9 -1", "list: 9 -1" },
	{ "kill -l ''", "list: ''" },
	{ "kill -l=", "list: ''" },
	{ "kill --list=", "list: ''" },
	{ "kill --verbose -l", "list verbose:" },

	/* --mrelease, with KILL somewhere */
	{ "kill -9 --mrelease 1", "pid KILL mrelease: 1" },
	{ "kill --mrelease --timeout 5 KILL 1", "pid TERM mrelease 5:KILL: 1" },
	{ "cgkill --mrelease x", "cgroup KILL mrelease: x" },
	{ "cgkill x --mrel --dry-run", "cgroup KILL mrelease dry-run: x" },
	{ "cgkill -HUP --timeout 5 INT --timeout 5 KILL --mrelease x",
	  "cgroup HUP mrelease 5:INT 5:KILL: x" },
	{ "kill -L", "table:" },
	{ "kill --table", "table:" },
	{ "kill --ta", "table:" },
	{ "kill -L 9", "table: 9" },
	{ "kill -L HUP", "table: HUP" },
	{ "kill -t", "describe:" },
	{ "kill -t 9", "describe: 9" },
	{ "kill -t HUP 9", "describe: HUP 9" },
	{ "kill -t -- 9", "describe: 9" },

	/* how processes handle signals */
	{ "kill -d 1", "state: 1" },
	{ "kill -d1", "state: 1" },
	{ "kill -d=1", "state: 1" },
	{ "kill --show-process-state 1", "state: 1" },
	{ "kill --show-process-state=1", "state: 1" },
	{ "kill --sh 1", "state: 1" },
	{ "kill -d 1 2 3", "state: 1 2 3" },
	{ "kill -d=1 2", "state: 1 2" },
	{ "kill -d -- 1", "state: 1" },

	/* what comes after these no longer matters */
	{ "kill -h", "help" },
	{ "kill --help", "help" },
	{ "kill --he", "help" },
	{ "kill --help --bogus", "help" },
	{ "kill -h -HUP -INT -Z", "help" },
	{ "kill -hZ", "help" },
	{ "kill -lt -h", "help" },
	{ "kill -l -t -h", "help" },
	{ "kill -p -HUP --help", "help" },
	{ "kill --wait --help", "help" },
	{ "kill -ph", "help" },
	{ "kill -HUP --help", "help" },
	{ "kill --help --version", "help" },
	{ "kill --cgroup --help", "help" },
	{ "kill --method freeze --help 1", "help" },
	{ "cgkill --help", "help" },
	{ "cgkill x --help", "help" },
	{ "kill -V", "version" },
	{ "kill -v", "version" },
	{ "kill --version", "version" },
	{ "kill --vers", "version" },
	{ "kill --version --bogus", "version" },
	{ "kill -vZ", "version" },
	{ "kill -V --help", "version" },
	{ "cgkill x --version", "version" },
};

/* Nothing is wrong, but there is nothing to signal. */
static const char *const incomplete[] = {
	"kill",
	"kill --",
	"kill -9",
	"kill -9 --",
	"kill -20",
	"kill -s KILL",
	"kill -p",
	"kill -a",
	"kill -r",
	"kill -q 5",
	"kill --verbose",
	"kill --timeout 50 USR2",
	"kill --timeout 50 12",
	"kill --timeout 50 USR2 --timeout 60 1",
	"kill -d",
	"kill --show-process-state",
	"kill -d --",
	"kill --cgroup",
	"kill --cgroup --",
	"kill --cgroup -9",
	"kill --cgroup --wait",
	"cgkill",
	"cgkill -9",
	"cgkill -p",
	"cgkill --wait=5",
	"cgkill --remove --exclude-self",
	"cgkill -TERM --timeout 50 KILL",
	"cgkill --method signal",
};

static const char *const refused[] = {
	/* more than one signal */
	"kill -HUP -INT 1",
	"kill -HUP -HUP 1",
	"kill -9 -HUP 1",
	"kill -s HUP -s INT 1",
	"kill -n HUP -s INT 1",
	"kill -n 1 -n 2 1",
	"kill -10 -USR2 1",
	"kill -s HUP -INT 1",
	"kill -HUP -s INT 1",
	"kill -HUP --signal=INT 1",
	"kill -0 -HUP 1",
	"kill -EXIT -HUP 1",
	"kill -s TERM -HUP 1",
	"kill --cgroup -HUP x -INT",
	"cgkill -9 -9 x",
	"cgkill x -10 -12",
	"cgkill -s 9 -12 x",

	/* not signals */
	"kill -s 138 1",
	"kill -s -1 1",
	"kill -n -1 1",
	"kill -n 138 1",
	"kill -n BOGUS 1",
	"kill -nBOGUS 1",
	"kill -n '' 1",
	"kill -s 0xa 1",
	"kill -s 10x 1",
	"kill -s 9999 1",
	"kill -s 4294967306 1",
	"kill -s RTMAX+1 1",
	"kill -s BOGUS 1",
	"kill -s '' 1",
	"kill --signal= 1",
	"kill -138 1",
	"kill -9999 1",
	"kill -20001",
	"kill -4294967306 1",
	"kill -9x 1",
	"kill -0x9 1",
	"kill -9 -s 1",
	"kill -BOGUS 1",
	"kill -RTMAX+1 1",
	"kill -sigbogus 1",
	"kill -sBOGUS 1",
	"kill -psegv 1",
	"kill -UNUSED 1",
	"kill -RTMIN-1 1",
	"kill -s HUP,INT 1",
	"cgkill x -9x",

	/* missing arguments */
	"kill -s",
	"kill --signal",
	"kill -as",
	"kill -n",
	"kill -q",
	"kill --queue",
	"kill --cgroup x -q",
	"kill --cgroup x -s",
	"kill --cgroup x --signal",
	"kill --cgroup x --method",
	"cgkill x --method",
	"cgkill x -ps",
	/* the next word is the argument, whatever it looks like */
	"kill -s -- 1",
	"kill -s -p 1",
	"kill -q -- 1",
	"kill -q -USR1 1",
	"kill --signal --cgroup x",

	/* not options */
	"kill -Z 1",
	"kill -c 1",
	"kill -e 1",
	"kill -w 1",
	"kill -t9",
	"kill -tHUP",
	"kill -pZ 1",
	"kill -Zp 1",
	"kill -+5 1",
	"kill -? 1",
	"kill -: 1",
	"kill --bogus 1",
	"kill --bogus=1 1",
	"kill --cgroupx 1",
	"kill --cgroups=x",
	"kill --9 1",
	"kill --HUP 1",
	"kill --=x 1",
	"kill --bogus --help",
	"kill -Z -h",
	"cgkill x -Z",
	"cgkill x --bogus",
	/* --verbose or --version? and so on */
	"kill --ver 1",
	"kill --v 1",
	"kill --s 1",
	"kill --t 1",
	"kill --re 1",
	/* arguments for options that take none */
	"kill --help=x",
	"kill --version=x",
	"kill --verbose=x 1",
	"kill --all=x 1",
	"kill --pid=1",
	"kill --require-handler=x 1",
	"kill --table=9",
	"cgkill --exclude-self=x y",
	"cgkill --remove=x y",
	"cgkill --verbose= x",

	/* methods */
	"cgkill --method bogus x",
	"cgkill --method '' x",
	"cgkill --method= x",
	"cgkill --method kern x",
	"cgkill --method kernels x",
	"cgkill --method Kernel x",
	"cgkill --method bogus --help",
	/* cgroup.kill cannot send anything else */
	"cgkill --method kernel -TERM x",
	"cgkill -s TERM x --method kernel",
	"cgkill --method kernel -0 x",
	/* there are no methods for processes */
	"kill --method freeze 1",
	"kill --method signal -9 1",
	"kill --method auto 1",
	"cgkill --method kernel -TERM --timeout 5 KILL x",
	"cgkill --method kernel --timeout 5 TERM x",

	/* values to queue */
	"kill -q x 1",
	"kill -q 5x 1",
	"kill -q '' 1",
	"kill --queue= 1",
	"kill -q 0x5 1",
	"kill -q 5.0 1",
	"kill -q 2147483648 1",
	"kill -q -2147483649 1",
	"kill -q 4294967296 1",
	"kill -q 4294967301 1",
	"kill -q 18446744073709551621 1",
	"kill -qx 1",
	/* with KILL no process would receive one */
	"cgkill -q 5 x",
	"cgkill -q 5 -KILL x",
	"cgkill -s 9 x -q 5",
	"kill --cgroup x -q 5",

	/* incomplete --timeout */
	"kill --timeout",
	"kill --timeout 50",
	"kill --timeout 1000",
	"kill --timeout=50",
	"kill --timeout 50 --",
	"kill --timeout 50 -- 1",
	"kill --timeout 50 '' 1",
	"kill --timeout 50 -USR2 1",
	"kill --timeout 50 -9 1",
	"kill --timeout 50 BOGUS 1",
	"kill --timeout 50 138 1",
	"kill --timeout 50 -1 1",
	"kill --timeout 50 4294967305 1",
	"kill --timeout 50 1234567",
	"kill --timeout KILL 50 1",
	"kill --timeout KILL 1",
	"kill --timeout '' KILL 1",
	"kill --timeout= KILL 1",
	"kill --timeout 5x KILL 1",
	"kill --timeout 0x5 KILL 1",
	"kill --timeout -1 KILL 1",
	"kill --timeout infinity KILL 1",
	"kill --timeout 2147483648 KILL 1",
	"kill --timeout 597h KILL 1",
	"kill --timeout 5 s KILL 1",
	"kill --timeout 1.5 KILL 1",
	"kill --timeout 4294967346 KILL 1",
	"kill --timeout 50 USR2 --timeout 60",
	"cgkill x --timeout",
	"cgkill x --timeout 50",
	"cgkill --timeout 50 -- x",

	/* limits of --wait */
	"cgkill --wait=x y",
	"cgkill --wait= x",
	"cgkill --wait=5x y",
	"cgkill --wait=5S y",
	"cgkill --wait=5d y",
	"cgkill --wait=0.5 y",
	"cgkill --wait=.5s y",
	"cgkill --wait=+5 y",
	"cgkill --wait='5 s' y",
	"cgkill --wait=597h y",
	"cgkill --wait=-1 x",
	"cgkill --wait=0x5 x",
	"cgkill --wait=inf x",
	"cgkill --wait=Infinity x",
	"cgkill --wait=2147483648 x",
	"cgkill --wait=4294967301 x",
	"kill --wait=x --help",

	/* options for cgroups only */
	"kill --exclude-self 1",
	"kill --wait 1",
	"kill --wait=5 1",
	"kill --wait=infinity 1",
	"kill --remove 1",
	"kill --dry-run 1",
	"kill --dry-run --json 1",
	"kill --json 1",
	"kill --wait",
	"kill --exclude-self -- 1",

	/* options that exclude them */
	"kill --cgroup -a x",
	"kill --cgroup -r x",
	"kill --cgroup -d x",
	"kill --cgroup -l",
	"kill --cgroup -L",
	"kill --cgroup -t",
	"kill -l --cgroup=x",
	"kill -l9 x --cgroup",
	"cgkill -a x",
	"cgkill x --all",
	"cgkill x -r",
	"cgkill -d x",
	"cgkill -d=1",
	"cgkill -l",
	"cgkill -l 9",
	"cgkill --list=9",
	"cgkill -L",
	"cgkill -t",

	/* -p does not send anything */
	"kill -p -HUP 1",
	"kill -HUP -p 1",
	"kill -p -s HUP 1",
	"kill -p -n 9 1",
	"kill -p -0 1",
	"kill -p -5",
	"kill -ps KILL 1",
	"kill -psKILL 1",

	/* signal 0 sends nothing, so there is nothing to wait for */
	"cgkill -0 --wait x",
	"cgkill --wait=5 -s EXIT x",
	"cgkill -0 --remove x",
	"cgkill --timeout 5 0 x",
	"cgkill --timeout 5 EXIT x",
	"cgkill -s TERM --timeout 5 KILL --timeout 5 exit --wait x",
	"kill --timeout 5 0 --cgroup x",

	/* JSON is the only thing that is printed then */
	"cgkill --json -p x",
	"kill --mrelease 1",
	"cgkill -s TERM --mrelease x",
	"cgkill -s 0 --mrelease x",
	"kill -s TERM --timeout 5 INT --mrelease 1",
	"kill --mrelease -l",
	"kill --mrelease -p 1",
	"cgkill --mrelease -p x",
	"cgkill --mrelease=x x",
	"cgkill --json --verbose x",
	"cgkill --dry-run --json --verbose x",
	"cgkill --dry-run -p x",
	"cgkill -0 --timeout 50 KILL x",

	/* a list together with signals to send, or with another list */
	"kill -l -1",
	"kill -1 -l",
	"kill -l -HUP",
	"kill -s TERM -l 1",
	"kill -l -s TERM",
	"kill -l -n 9",
	"kill -l9 -9",
	"kill -l=9 -l=9",
	"kill -tl",
	"kill -Lt",
	"kill -rt",
};

/*
 * Which options may be combined: for every pair, in either order, whether it is accepted. A row
 * has the outcomes for the options up to and including itself, so the last one tells whether
 * the option may be repeated.
 */
struct pair_row {
	const char *option, *outcomes;
};

static const struct pair_row process_pairs[] = {
	/*			 H q p a r T d l L t */
	{ "-HUP",		"n" },
	{ "-q5",		"y y" },
	{ "-p",			"n n y" },
	{ "-a",			"y y y y" },
	{ "-r",			"y y n y y" },
	{ "--timeout 5 INT",	"y y n y y y" },
	{ "-d",			"n n n n n n n" },
	{ "-l",			"n n n n n n n n" },
	{ "-L",			"n n n n n n n n n" },
	{ "-t",			"n n n n n n n n n n" },
	{ "--verbose",		"y y y y y y y y y y y" },
};

static const struct pair_row cgroup_pairs[] = {
	/*			 q p e w R T m D */
	{ "-q5",		"y" },
	{ "-p",			"n y" },
	{ "--exclude-self",	"y n y" },
	{ "--wait",		"y n y y" },
	{ "--remove",		"y n y y y" },
	{ "--timeout 5 INT",	"y n y y y y" },
	{ "--method signal",	"y y y y y y y" },
	{ "--dry-run",		"y n y y y y y y" },
	{ "--verbose",		"y y y y y y y y y" },
};

static void describe_operands(FILE *file, const struct options *options)
{
	for (int i = 0; i < options->operand_count; i++) {
		const char *operand = options->operands[i];

		fprintf(file, " %s", *operand ? operand : "''");
	}
}

static const char *const mode_names[] = {
	[MODE_PROCESS] = "pid",
	[MODE_CGROUP] = "cgroup",
	[MODE_STATE] = "state",
	[MODE_LIST] = "list",
	[MODE_TABLE] = "table",
	[MODE_DESCRIBE] = "describe",
	[MODE_HELP] = "help",
	[MODE_VERSION] = "version",
};

static void describe_flag(FILE *file, bool flag, const char *text)
{
	if (flag)
		fprintf(file, " %s", text);
}

static void describe_message(FILE *file, const struct options *options)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(options->request.message.signal, name);
	describe_flag(file, options->mode == MODE_PROCESS || options->mode == MODE_CGROUP, name);
	if (options->request.message.queued)
		fprintf(file, " queue=%d", options->request.message.value);
}

static void describe_followups(FILE *file, const struct options *options)
{
	char name[SIGNAL_NAME_SIZE];

	for (int i = 0; i < options->request.followup_count; i++) {
		signal_name(options->request.followups[i].signal, name);
		fprintf(file, " %d:%s", options->request.followups[i].milliseconds, name);
	}
}

static void describe(FILE *file, const struct options *options)
{
	fputs(mode_names[options->mode], file);
	if (options->mode == MODE_HELP || options->mode == MODE_VERSION)
		return;
	describe_message(file, options);
	describe_flag(file, options->request.method != METHOD_AUTO, method_name(options->request.method));
	describe_flag(file, options->print, "print");
	describe_flag(file, options->all_users, "all");
	describe_flag(file, options->require_handler, "handler");
	describe_flag(file, options->request.exclude_self, "exclude-self");
	if (options->request.wait)
		fprintf(file, " wait=%d", options->request.wait_limit);
	describe_flag(file, options->request.remove, "remove");
	describe_flag(file, options->request.mrelease, "mrelease");
	describe_flag(file, options->dry_run, "dry-run");
	describe_flag(file, options->json, "json");
	describe_followups(file, options);
	describe_flag(file, options->verbose, "verbose");
	putc(':', file);
	describe_operands(file, options);
}

static const char *name_of_result(int result)
{
	if (result == -EINVAL)
		return "refused";
	return result == -ENODATA ? "incomplete" : "?";
}

static void check_line(const char *text, const char *expected)
{
	struct command_line line;
	char *words[ARRAY_SIZE(line.words)], found[256] = "";
	FILE *file = fmemopen(found, sizeof(found), "w");
	struct options options;
	int result;

	ck_assert(file);
	split(text, &line);
	/* The parser reorders them. */
	memcpy(words, line.words, sizeof(words));
	result = options_parse(line.count, line.words, &options);
	if (result)
		fputs(name_of_result(result), file);
	else
		describe(file, &options);
	fclose(file);
	ck_assert_msg(!strcmp(found, expected), "'%s' is '%s', expected '%s'", text, found,
		      expected);
	discard(words, line.count);
}

START_TEST(accept)
{
	int saved = quiet_begin();
	long reported;

	check_line(accepted[_i].line, accepted[_i].expected);
	reported = quiet_end(saved);
	ck_assert_msg(!reported, "'%s': %ld bytes reported", accepted[_i].line, reported);
}
END_TEST

START_TEST(refuse)
{
	int saved = quiet_begin();

	check_line(refused[_i], "refused");
	ck_assert_msg(quiet_end(saved), "'%s': refused in silence", refused[_i]);
}
END_TEST

START_TEST(lack_operands)
{
	int saved = quiet_begin();

	check_line(incomplete[_i], "incomplete");
	ck_assert_msg(quiet_end(saved), "'%s': refused in silence", incomplete[_i]);
}
END_TEST

/* Returns the result for the options and one operand. */
static int parse_pair(const char *program, const char *one, const char *other)
{
	struct command_line line;
	char *words[ARRAY_SIZE(line.words)], text[128];
	struct options options;
	int result;

	snprintf(text, sizeof(text), "%s %s %s 1", program, one, other);
	split(text, &line);
	memcpy(words, line.words, sizeof(words));
	result = options_parse(line.count, line.words, &options);
	discard(words, line.count);
	return result;
}

static void check_pair(const char *program, const char *one, const char *other, char expected)
{
	int result = parse_pair(program, one, other);

	ck_assert_msg(result == (expected == 'y' ? 0 : -EINVAL), "'%s %s %s 1': %d", program,
		      one, other, result);
}

static void check_pairs(const char *program, const struct pair_row *rows, int last)
{
	const char *outcome = rows[last].outcomes;
	int saved = quiet_begin();

	ck_assert_uint_eq(strlen(outcome), 2 * (size_t)last + 1);
	for (int i = 0; i <= last; i++, outcome += 2) {
		check_pair(program, rows[i].option, rows[last].option, *outcome);
		check_pair(program, rows[last].option, rows[i].option, *outcome);
	}
	quiet_end(saved);
}

START_TEST(pairs_for_processes)
{
	check_pairs("kill", process_pairs, _i);
}
END_TEST

START_TEST(pairs_for_cgroups)
{
	check_pairs("cgkill -TERM", cgroup_pairs, _i);
	check_pairs("kill --cgroup -TERM", cgroup_pairs, _i);
}
END_TEST

/* Parses a line with that many follow-up signals, the nth after n milliseconds. */
static int parse_followups(int count, struct options *options)
{
	char *words[3 * (FOLLOWUPS_MAX + 1) + 3], numbers[FOLLOWUPS_MAX + 1][8];
	char program[] = "kill", option[] = "--timeout", name[] = "HUP", operand[] = "1";
	int used = 0;

	words[used++] = program;
	for (int i = 0; i < count; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%d", i);
		words[used++] = option;
		words[used++] = numbers[i];
		words[used++] = name;
	}
	words[used++] = operand;
	words[used] = NULL;
	return options_parse(used, words, options);
}

START_TEST(many_followups)
{
	struct options options;
	int saved;

	ck_assert_int_eq(parse_followups(FOLLOWUPS_MAX, &options), 0);
	ck_assert_int_eq(options.request.followup_count, FOLLOWUPS_MAX);
	ck_assert_int_eq(options.operand_count, 1);
	for (int i = 0; i < FOLLOWUPS_MAX; i++) {
		ck_assert_int_eq(options.request.followups[i].milliseconds, i);
		ck_assert_int_eq(options.request.followups[i].signal, SIGHUP);
	}
	saved = quiet_begin();
	ck_assert_int_eq(parse_followups(FOLLOWUPS_MAX + 1, &options), -EINVAL);
	ck_assert(quiet_end(saved));
}
END_TEST

/* Parses each line after every other one, with what getopt_long(3) remembers from that. */
START_TEST(independent)
{
	int saved = quiet_begin();

	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(accepted); j++) {
			check_line(accepted[j].line, accepted[j].expected);
			check_line(accepted[i].line, accepted[i].expected);
		}
		for (size_t j = 0; j < ARRAY_SIZE(refused); j++) {
			check_line(refused[j], "refused");
			check_line(accepted[i].line, accepted[i].expected);
		}
		for (size_t j = 0; j < ARRAY_SIZE(incomplete); j++) {
			check_line(incomplete[j], "incomplete");
			check_line(accepted[i].line, accepted[i].expected);
		}
	}
	quiet_end(saved);
}
END_TEST

/* Old kernels allow this in execve(2). */
START_TEST(no_words_at_all)
{
	char *words[] = { NULL, NULL };
	struct options options;
	int saved = quiet_begin();

	ck_assert_int_eq(options_parse(0, words, &options), -ENODATA);
	ck_assert(quiet_end(saved));
}
END_TEST

static const struct {
	const char *argv0;
	bool cgkill;
} names[] = {
	{ "cgkill", true },
	{ "/usr/bin/cgkill", true },
	{ "./cgkill", true },
	{ "//cgkill", true },
	{ "kill", false },
	{ "/bin/kill", false },
	{ "cgkill/", false },
	{ "cgkill/kill", false },
	{ "cgkill2", false },
	{ "mycgkill", false },
	{ "-cgkill", false },
	{ "CGKILL", false },
	{ "/", false },
	{ "", false },
	{ NULL, false },
};

START_TEST(program_name)
{
	ck_assert_msg(options_named_cgkill(names[_i].argv0) == names[_i].cgkill, "%s",
		      names[_i].argv0 ? names[_i].argv0 : "NULL");
}
END_TEST

START_TEST(name_of_method)
{
	ck_assert_str_eq(method_name(METHOD_AUTO), "auto");
	ck_assert_str_eq(method_name(METHOD_KERNEL), "kernel");
	ck_assert_str_eq(method_name(METHOD_FREEZE), "freeze");
	ck_assert_str_eq(method_name(METHOD_SIGNAL), "signal");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = unit_case(suite, "options");

	tcase_add_loop_test(tests, accept, 0, ARRAY_SIZE(accepted));
	tcase_add_loop_test(tests, refuse, 0, ARRAY_SIZE(refused));
	tcase_add_loop_test(tests, lack_operands, 0, ARRAY_SIZE(incomplete));
	tcase_add_loop_test(tests, pairs_for_processes, 0, ARRAY_SIZE(process_pairs));
	tcase_add_loop_test(tests, pairs_for_cgroups, 0, ARRAY_SIZE(cgroup_pairs));
	tcase_add_test(tests, many_followups);
	tcase_add_test(tests, independent);
	tcase_add_test(tests, no_words_at_all);
	tcase_add_loop_test(tests, program_name, 0, ARRAY_SIZE(names));
	tcase_add_test(tests, name_of_method);
	return unit_run(suite);
}
