/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/signals.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"

/*
 * If two names have the same number, the first is printed and both are accepted. Signals that
 * only some architectures have are compiled in where they exist.
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

/*
 * Compares as in the C locale: in a Turkish one, strcasecmp(3) does not match "int" with INT.
 * Only the first strlen(prefix) bytes of text are compared.
 */
static bool has_prefix(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++) {
		char upper = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;

		if (upper != *prefix)
			return false;
	}
	return true;
}

static bool equals_name(const char *text, const char *name)
{
	return strlen(text) == strlen(name) && has_prefix(text, name);
}

int signal_max(void)
{
	return SIGRTMAX;
}

/*
 * A real-time signal: a base, or a base with a signed offset. RTn is util-linux's name for
 * RTMIN+n.
 */
static int parse_realtime(const char *text)
{
	int first = SIGRTMIN, last = SIGRTMAX, distance;

	if (equals_name(text, "RTMIN"))
		return first;
	if (equals_name(text, "RTMAX"))
		return last;
	if (has_prefix(text, "RTMAX-")) {
		if (number_parse_digits(text + 6, 0, last - first, &distance) < 0)
			return -EINVAL;
		return last - distance;
	}
	if (has_prefix(text, "RTMIN+"))
		text += 6;
	else if (has_prefix(text, "RT"))
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
	if (has_prefix(text, "SIG"))
		text += 3;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (equals_name(text, names[i].name))
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

static const char *plain_name(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

static bool is_realtime(int number)
{
	return number >= SIGRTMIN && number <= SIGRTMAX;
}

bool signal_has_name(int number)
{
	return plain_name(number) || is_realtime(number);
}

void signal_name(int number, char name[static SIGNAL_NAME_SIZE])
{
	const char *plain = plain_name(number);

	if (plain)
		snprintf(name, SIGNAL_NAME_SIZE, "%s", plain);
	else if (is_realtime(number))
		realtime_name(number, name);
	else
		snprintf(name, SIGNAL_NAME_SIZE, "%d", number);
}

int signal_of_status(const char *text)
{
	int status;

	if (number_parse_digits(text, 0, INT_MAX, &status) < 0)
		return -EINVAL;
	/* As in GNU coreutils; scripts rely on it. */
	status &= status >= 0xff ? 0xff : 0x7f;
	return status <= signal_max() ? status : -EINVAL;
}

static unsigned int digit_value(char digit)
{
	int value = isdigit((unsigned char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

	return (unsigned int)value;
}

const char *signal_mask_read(const char *digits, struct signal_mask *mask)
{
	const char *digit = digits;

	*mask = (struct signal_mask){ 0, 0 };
	for (; isxdigit((unsigned char)*digit); digit++) {
		if (mask->high >> 60)
			return NULL;
		mask->high = mask->high << 4 | mask->low >> 60;
		mask->low = mask->low << 4 | digit_value(*digit);
	}
	return digit > digits ? digit : NULL;
}

int signal_mask_parse(const char *text, struct signal_mask *mask)
{
	const char *end = strncmp(text, "0x", 2) == 0 ? signal_mask_read(text + 2, mask) : NULL;

	if (!end || *end)
		return -EINVAL;
	for (int number = signal_max() + 1; number <= 128; number++)
		if (signal_mask_has(*mask, number))
			return -EINVAL;
	return 0;
}

bool signal_mask_has(struct signal_mask mask, int number)
{
	if (number <= 0 || number > 128)
		return false;
	return (number > 64 ? mask.high >> (number - 65) : mask.low >> (number - 1)) & 1;
}
