/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signals.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "number.h"

/*
 * Where two names have one number, the first is printed and both are accepted.
 * Signals that only some architectures have are compiled in where they exist.
 */
static const struct {
	int number;
	const char *name;
} names[] = {
	{ 0, "EXIT" },
	{ SIGHUP, "HUP" },
	{ SIGINT, "INT" },
	{ SIGQUIT, "QUIT" },
	{ SIGILL, "ILL" },
	{ SIGTRAP, "TRAP" },
	{ SIGABRT, "ABRT" },
	{ SIGABRT, "IOT" },
#ifdef SIGEMT
	{ SIGEMT, "EMT" },
#endif
	{ SIGBUS, "BUS" },
	{ SIGFPE, "FPE" },
	{ SIGKILL, "KILL" },
	{ SIGUSR1, "USR1" },
	{ SIGSEGV, "SEGV" },
	{ SIGUSR2, "USR2" },
	{ SIGPIPE, "PIPE" },
	{ SIGALRM, "ALRM" },
	{ SIGTERM, "TERM" },
#ifdef SIGSTKFLT
	{ SIGSTKFLT, "STKFLT" },
#endif
	{ SIGCHLD, "CHLD" },
	{ SIGCHLD, "CLD" },
	{ SIGCONT, "CONT" },
	{ SIGSTOP, "STOP" },
	{ SIGTSTP, "TSTP" },
	{ SIGTTIN, "TTIN" },
	{ SIGTTOU, "TTOU" },
	{ SIGURG, "URG" },
	{ SIGXCPU, "XCPU" },
	{ SIGXFSZ, "XFSZ" },
	{ SIGVTALRM, "VTALRM" },
	{ SIGPROF, "PROF" },
	{ SIGWINCH, "WINCH" },
	{ SIGPOLL, "POLL" },
	{ SIGPOLL, "IO" },
	{ SIGPWR, "PWR" },
	{ SIGSYS, "SYS" },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

int signal_max(void)
{
	return SIGRTMAX;
}

/*
 * A real-time signal: base, or base and a distance with the given sign. RTn is
 * util-linux's name for RTMIN+n.
 */
static int parse_realtime(const char *text)
{
	int first = SIGRTMIN, last = SIGRTMAX, distance;

	if (!strcasecmp(text, "RTMIN"))
		return first;
	if (!strcasecmp(text, "RTMAX"))
		return last;
	if (!strncasecmp(text, "RTMAX-", 6)) {
		if (number_parse_digits(text + 6, 0, last - first, &distance) < 0)
			return -EINVAL;
		return last - distance;
	}
	if (!strncasecmp(text, "RTMIN+", 6))
		text += 6;
	else if (!strncasecmp(text, "RT", 2))
		text += 2;
	else
		return -EINVAL;
	if (number_parse_digits(text, 0, last - first, &distance) < 0)
		return -EINVAL;
	return first + distance;
}

int signal_parse(const char *text)
{
	int number;

	if (number_parse(text, 0, signal_max(), &number) == 0)
		return number;
	if (!strncasecmp(text, "SIG", 3))
		text += 3;
	for (size_t i = 0; i < NAMES; i++)
		if (!strcasecmp(text, names[i].name))
			return names[i].number;
	return parse_realtime(text);
}

/* The nearer end of the range gives the name, as in bash and GNU coreutils. */
static void realtime_name(int number, char name[static SIGNAL_NAME_SIZE])
{
	int first = SIGRTMIN, last = SIGRTMAX;

	if (number == first)
		snprintf(name, SIGNAL_NAME_SIZE, "RTMIN");
	else if (number == last)
		snprintf(name, SIGNAL_NAME_SIZE, "RTMAX");
	else if (number - first <= last - number)
		snprintf(name, SIGNAL_NAME_SIZE, "RTMIN+%d", number - first);
	else
		snprintf(name, SIGNAL_NAME_SIZE, "RTMAX-%d", last - number);
}

void signal_name(int number, char name[static SIGNAL_NAME_SIZE])
{
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].number == number) {
			snprintf(name, SIGNAL_NAME_SIZE, "%s", names[i].name);
			return;
		}
	if (number >= SIGRTMIN && number <= SIGRTMAX)
		realtime_name(number, name);
	else
		snprintf(name, SIGNAL_NAME_SIZE, "%d", number);
}
