/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/listing.h"

#include <ctype.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/signals.h"
#include "show/nls.h"
#include "show/report.h"

/* Columns of the terminal; 0 in a pipe or a file: one entry per line. */
static int line_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

/* Prints an entry, on a line of its own unless it fits after the last one. */
static void print_entry(const char *entry)
{
	static int column;
	int length = (int)strlen(entry), width = line_width();

	if (column && column + 1 + length > width) {
		putchar('\n');
		column = 0;
	}
	column += printf("%s%s", column ? " " : "", entry);
	if (!width) {
		putchar('\n');
		column = 0;
	}
}

static void end_entries(void)
{
	if (line_width())
		putchar('\n');
}

static void list_all(void)
{
	char name[SIGNAL_NAME_SIZE];

	for (int number = 0; number <= signal_max(); number++) {
		if (!signal_has_name(number))
			continue;
		signal_name(number, name);
		print_entry(name);
	}
	end_entries();
}

static void print_name(int number)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(number, name);
	puts(name);
}

static void list_mask(struct signal_mask mask)
{
	for (int number = 1; number <= signal_max(); number++)
		if (signal_mask_has(mask, number))
			print_name(number);
}

static int refuse_signal(const char *operand)
{
	report_failure(operand, 0, _("invalid signal name or number"));
	return -1;
}

/* Numbers are also interpreted as the status of a command. */
static int parse_operand(const char *operand)
{
	return isalpha((unsigned char)*operand) ? signal_parse(operand) :
						  signal_of_status(operand);
}

static int convert_signal(const char *operand)
{
	int number = parse_operand(operand);
	struct signal_mask mask;

	if (signal_mask_parse(operand, &mask) == 0)
		list_mask(mask);
	else if (number < 0)
		return refuse_signal(operand);
	else if (isalpha((unsigned char)*operand))
		printf("%d\n", number);
	else
		print_name(number);
	return 0;
}

static int print_each(const struct options *options, int (*print)(const char *operand))
{
	int status = EXIT_SUCCESS;

	for (int i = 0; i < options->operand_count; i++)
		if (print(options->operands[i]) < 0)
			status = EXIT_FAILURE;
	return status;
}

int listing_list(const struct options *options)
{
	if (options->operand_count)
		return print_each(options, convert_signal);
	list_all();
	return EXIT_SUCCESS;
}

static void print_numbered(int number)
{
	char name[SIGNAL_NAME_SIZE], entry[2 * SIGNAL_NAME_SIZE];

	signal_name(number, name);
	snprintf(entry, sizeof(entry), "%2d %-8s", number, name);
	print_entry(entry);
}

/* Of the real-time signals the first and the last: RTMIN+n follows from these. */
void listing_table(void)
{
	for (int number = 1; number < SIGRTMIN; number++)
		if (signal_has_name(number))
			print_numbered(number);
	print_numbered(SIGRTMIN);
	print_numbered(signal_max());
	end_entries();
}

static void describe_number(int number)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(number, name);
	printf("%2d %-8s %s\n", number, name, strsignal(number));
}

static int describe_signal(const char *operand)
{
	int number = parse_operand(operand);

	if (number < 0)
		return refuse_signal(operand);
	describe_number(number);
	return 0;
}

int listing_describe(const struct options *options)
{
	nls_setup();
	if (options->operand_count)
		return print_each(options, describe_signal);
	for (int number = 0; number <= signal_max(); number++)
		if (signal_has_name(number))
			describe_number(number);
	return EXIT_SUCCESS;
}
