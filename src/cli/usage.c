/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/usage.h"

#include <config.h>

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "cli/options.h"
#include "kernel/mountpoint.h"
#include "show/nls.h"

void usage_print_synopsis(FILE *stream, const char *program)
{
	fputs(_("Usage:\n"), stream);
	if (options_named_cgkill(program)) {
		fprintf(stream, _(" %s [options] <cgroup>...\n"), program);
		return;
	}
	fprintf(stream, _(" %s [options] <pid>|<pid>:<inode>|-<pgid>|<name>...\n"), program);
	fprintf(stream, _(" %s [options] --cgroup <cgroup>...\n"), program);
	fprintf(stream, _(" %s -l|-t [<signal>|<number>...]\n"), program);
}

static void print_process_options(void)
{
	fputs(_("\nFor processes:\n"), stdout);
	fputs(_(" -a, --all              names match processes of all users\n"), stdout);
	fputs(_(" -r, --require-handler  signal only processes that handle the signal\n"), stdout);
	fputs(_(" -d, --show-process-state <pid>...  show how each handles signals\n"), stdout);
	fputs(_(" -l, --list [<signal>]  list signal names, or convert names and numbers\n"), stdout);
	fputs(_(" -L, --table            list signal numbers and names\n"), stdout);
	fputs(_(" -t [<signal>]          list signal numbers, names and descriptions\n"), stdout);
}

/* What cgkill does by default, and kill only with an option. */
static void print_kill_header(void)
{
	fputs(_("\nSend a signal to processes, or to all processes of control groups.\n"), stdout);
	fputs(_("\nOptions:\n"), stdout);
	fputs(_(" -s, --signal <signal>  also as -<signal>; default TERM, for cgroups KILL\n"), stdout);
}

static void print_cgkill_header(void)
{
	fputs(_("\nSend a signal to all processes of control groups and of those below them.\n"),
	      stdout);
	fputs(_("A cgroup is a path, a name under cgroup2, pid:<pid>, or name:<pattern>.\n"), stdout);
	fputs(_("\nOptions:\n"), stdout);
	fputs(_(" -s, --signal <signal>  signal to send, also as -<signal>; default KILL\n"), stdout);
}

void usage_print(const char *program)
{
	bool cgkill = options_named_cgkill(program);

	putchar('\n');
	usage_print_synopsis(stdout, program);
	if (cgkill)
		print_cgkill_header();
	else
		print_kill_header();
	fputs(_(" -q, --queue <value>    send a value with the signal, as sigqueue(3) does\n"), stdout);
	fputs(_("     --timeout <time> <signal>\n"
		"                        send this signal next if processes are left by then\n"), stdout);
	fputs(_("     --mrelease         free the memory of those that get KILL at once\n"), stdout);
	fputs(_(" -p, --pid              print PIDs, signal nothing\n"), stdout);
	fputs(_("     --verbose          report what is done\n"), stdout);
	if (!cgkill) {
		print_process_options();
		fputs(_("\nFor cgroups:\n"), stdout);
		fputs(_("     --cgroup           operands are cgroups, with all those below: a path,\n"
			"                          a name under cgroup2, pid:<pid>, name:<pattern>\n"),
		      stdout);
	}
	fputs(_("     --when <condition> wait first: for a time, oom, or a pressure trigger\n"), stdout);
	fputs(_("     --method <method>  auto, kernel, freeze or signal\n"), stdout);
	fputs(_("     --dry-run          show the tree and what would be sent, signal nothing\n"), stdout);
	fputs(_("     --json             print the result, or with --dry-run the tree, as JSON\n"), stdout);
	fputs(_("     --wait[=<time>]    wait until they are empty, 90 seconds by default\n"), stdout);
	fputs(_("     --remove           wait, then remove them\n"), stdout);
	fputs(_("     --exclude-self     spare this process itself\n"), stdout);
	fputs(_(" -h, --help             display this help\n"), stdout);
	fputs(_(" -V, -v, --version      display version\n"), stdout);
	fputs(_("\nA time is a number of milliseconds, or has a unit: 500ms, 5s, 2min, 1h.\n"), stdout);
	fputs(cgkill ? _("For more details see cgkill(1).\n") :
	      _("For more details see kill(1) and cgkill(1).\n"), stdout);
}

void usage_print_version(const char *program)
{
	const char *const features[] = {
		mountpoint_built_in() ? "libmount" : NULL,
#ifdef ENABLE_NLS
		"nls",
#endif
	};
	char list[64] = "";

	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		if (!features[i])
			continue;
		if (*list)
			strcat(list, ", ");
		strcat(list, features[i]);
	}
	printf(_("%s from %s"), program, PACKAGE_STRING);
	if (*list)
		printf(_(" (features: %s)"), list);
	putchar('\n');
}
