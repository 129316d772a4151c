/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/signals.h"
#include "show/nls.h"
#include "show/report.h"

enum {
	OPTION_CGROUP = CHAR_MAX + 1,
	OPTION_DRY_RUN,
	OPTION_EXCLUDE_SELF,
	OPTION_JSON,
	OPTION_METHOD,
	OPTION_REMOVE,
	OPTION_TIMEOUT,
	OPTION_VERBOSE,
	OPTION_WAIT,
};

/* Every wait has an end; this one is systemd's for the stop of a service. */
#define DEFAULT_WAIT 90000

/* '-': operands in their place; '+': the first operand ends the options. */
#define LETTERS ":ad::hl::Ln:pq:rs:tvV"
#define CGROUP_LETTERS "-" LETTERS
#define PROCESS_LETTERS "+" LETTERS

static const struct option long_options[] = {
	{ "all", no_argument, NULL, 'a' },
	{ "cgroup", optional_argument, NULL, OPTION_CGROUP },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "exclude-self", no_argument, NULL, OPTION_EXCLUDE_SELF },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "list", optional_argument, NULL, 'l' },
	{ "method", required_argument, NULL, OPTION_METHOD },
	{ "pid", no_argument, NULL, 'p' },
	{ "queue", required_argument, NULL, 'q' },
	{ "remove", no_argument, NULL, OPTION_REMOVE },
	{ "require-handler", no_argument, NULL, 'r' },
	{ "show-process-state", optional_argument, NULL, 'd' },
	{ "signal", required_argument, NULL, 's' },
	{ "table", no_argument, NULL, 'L' },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "verbose", no_argument, NULL, OPTION_VERBOSE },
	{ "version", no_argument, NULL, 'V' },
	{ "wait", optional_argument, NULL, OPTION_WAIT },
	{ NULL, 0, NULL, 0 },
};

/* What was given, for the rules of what goes with what. */
enum given {
	GIVEN_SIGNAL	= 1 << 0,	/* -s, -n, -<signal> */
	GIVEN_QUEUE	= 1 << 1,
	GIVEN_PRINT	= 1 << 2,
	GIVEN_ALL	= 1 << 3,
	GIVEN_HANDLER	= 1 << 4,
	GIVEN_TIMEOUT	= 1 << 5,
	GIVEN_METHOD	= 1 << 6,
	GIVEN_CGROUP	= 1 << 7,
	GIVEN_STATE	= 1 << 8,
	GIVEN_LIST	= 1 << 9,
	GIVEN_TABLE	= 1 << 10,
	GIVEN_DESCRIBE	= 1 << 11,
	GIVEN_SELF	= 1 << 12,	/* --exclude-self */
	GIVEN_WAIT	= 1 << 13,
	GIVEN_REMOVE	= 1 << 14,
	GIVEN_DRY_RUN	= 1 << 15,
	GIVEN_JSON	= 1 << 16,
	GIVEN_VERBOSE	= 1 << 17,
};

#define GIVEN_SHOW (GIVEN_STATE | GIVEN_LIST | GIVEN_TABLE | GIVEN_DESCRIBE)
#define GIVEN_CGROUP_ONLY (GIVEN_METHOD | GIVEN_SELF | GIVEN_WAIT | GIVEN_REMOVE | \
			   GIVEN_DRY_RUN | GIVEN_JSON)
#define GIVEN_PROCESS_ONLY (GIVEN_SHOW | GIVEN_ALL | GIVEN_HANDLER)
#define GIVEN_SEND (GIVEN_SIGNAL | GIVEN_QUEUE | GIVEN_HANDLER | GIVEN_TIMEOUT)

/* Each option of the left column excludes all of the right one. */
static const struct {
	unsigned int one, others;
} exclusions[] = {
	{ GIVEN_STATE, GIVEN_SHOW & ~(unsigned int)GIVEN_STATE },
	{ GIVEN_LIST, GIVEN_SHOW & ~(unsigned int)GIVEN_LIST },
	{ GIVEN_TABLE, GIVEN_SHOW & ~(unsigned int)GIVEN_TABLE },
	{ GIVEN_SHOW, GIVEN_SEND | GIVEN_PRINT | GIVEN_ALL | GIVEN_CGROUP_ONLY },
	{ GIVEN_CGROUP, GIVEN_PROCESS_ONLY },
	{ GIVEN_PRINT, GIVEN_QUEUE | GIVEN_HANDLER | GIVEN_TIMEOUT | GIVEN_SELF | GIVEN_WAIT |
		       GIVEN_REMOVE | GIVEN_DRY_RUN },
	{ GIVEN_JSON, GIVEN_VERBOSE },
};

static const struct {
	unsigned int given;
	const char *name;
} names[] = {
	{ GIVEN_SIGNAL, "--signal" },
	{ GIVEN_QUEUE, "--queue" },
	{ GIVEN_PRINT, "--pid" },
	{ GIVEN_ALL, "--all" },
	{ GIVEN_HANDLER, "--require-handler" },
	{ GIVEN_TIMEOUT, "--timeout" },
	{ GIVEN_METHOD, "--method" },
	{ GIVEN_CGROUP, "--cgroup" },
	{ GIVEN_STATE, "--show-process-state" },
	{ GIVEN_LIST, "--list" },
	{ GIVEN_TABLE, "--table" },
	{ GIVEN_DESCRIBE, "-t" },
	{ GIVEN_SELF, "--exclude-self" },
	{ GIVEN_WAIT, "--wait" },
	{ GIVEN_REMOVE, "--remove" },
	{ GIVEN_DRY_RUN, "--dry-run" },
	{ GIVEN_JSON, "--json" },
	{ GIVEN_VERBOSE, "--verbose" },
};

/* What is known while the words are read. */
struct parser {
	struct options *options;
	int argc;
	char **argv;
	const char *letters;
	int word;		/* index of the word that getopt_long(3) is at */
	unsigned int given;
};

bool options_named_cgkill(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

	return argv0 && !strcmp(slash ? slash + 1 : argv0, "cgkill");
}

/* getopt_long(3) takes abbreviations, so they must be recognized here too. */
static bool is_cgroup_option(const char *word)
{
	size_t length = strcspn(word, "=");

	return length >= strlen("--c") && !strncmp(word, "--cgroup", length);
}

/*
 * The cgroup mode allows options behind operands, the PID mode does not, so which
 * it is must be known first.
 */
static enum mode find_mode(int argc, char **argv)
{
	if (options_named_cgkill(argv[0]))
		return MODE_CGROUP;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_cgroup_option(argv[i]))
			return MODE_CGROUP;
	return MODE_PROCESS;
}

static int refuse(const char *word, const char *message)
{
	report_usage_error(word, message);
	return -EINVAL;
}

static int parse_signal(const char *text, int *number)
{
	*number = signal_parse(text);
	return *number < 0 ? refuse(text, _("invalid signal name or number")) : 0;
}

static int set_signal(struct parser *parser, const char *text)
{
	int err = parse_signal(text, &parser->options->message.signal);

	if (!err && (parser->given & GIVEN_SIGNAL))
		err = refuse(text, _("more than one signal"));
	parser->given |= GIVEN_SIGNAL;
	return err;
}

static int set_value(struct options *options, const char *text)
{
	int err = number_parse(text, INT_MIN, INT_MAX, &options->message.value);

	options->message.queued = true;
	return err ? refuse(text, _("value to queue is not an integer, or out of range")) : 0;
}

static int set_method(struct options *options, const char *text)
{
	if (method_parse(text, &options->method) < 0)
		return refuse(text, _("unknown method (auto, kernel, freeze, signal)"));
	return 0;
}

static int set_wait(struct options *options, const char *text)
{
	options->wait = true;
	if (!text)
		return 0;
	if (!strcmp(text, "infinity")) {
		options->wait_limit = INT_MAX;
		return 0;
	}
	if (number_parse(text, 0, INT_MAX, &options->wait_limit) < 0)
		return refuse(text, _("invalid number of milliseconds"));
	return 0;
}

/* The signal is the next word: getopt_long(3) gives one argument to an option. */
static int add_followup(struct parser *parser, const char *milliseconds)
{
	struct options *options = parser->options;
	struct followup *next = &options->followups[options->followup_count];

	if (options->followup_count == FOLLOWUPS_MAX)
		return refuse(milliseconds, _("too many --timeout options"));
	if (number_parse(milliseconds, 0, INT_MAX, &next->milliseconds) < 0)
		return refuse(milliseconds, _("invalid number of milliseconds"));
	if (optind >= parser->argc)
		return refuse(NULL, _("--timeout needs a number of milliseconds and a signal"));
	options->followup_count++;
	return parse_signal(parser->argv[optind++], &next->signal);
}

/*
 * An operand is stored where a word was that has been read already: there are
 * never more operands than words.
 */
static void add_operand(struct options *options, char *text)
{
	options->operands[options->operand_count++] = text;
}

/* An argument that is optional is attached: --list=9, -l9, and -l=9 as in util-linux. */
static void add_attached(struct options *options, char *text)
{
	if (text)
		add_operand(options, text + (*text == '='));
}

/*
 * -<signal> is looked for before options are: -segv is SEGV, not -s egv. With a
 * signal given, a number is a process group (POSIX: kill -10 -12).
 */
enum word { WORD_SIGNAL, WORD_OPERANDS, WORD_OTHER };

static enum word classify_word(const struct parser *parser, const char *word)
{
	bool number;

	if (word[0] != '-' || !isalnum((unsigned char)word[1]))
		return WORD_OTHER;
	number = isdigit((unsigned char)word[1]);
	if (number && (parser->given & GIVEN_SIGNAL) && parser->options->mode == MODE_PROCESS)
		return WORD_OPERANDS;
	return number || signal_parse(word + 1) >= 0 ? WORD_SIGNAL : WORD_OTHER;
}

static int refuse_option(const struct parser *parser, int found)
{
	const char *word = parser->argv[parser->word];

	if (found == ':')
		return refuse(word, _("option needs an argument"));
	if (word[1] == '-')
		return refuse(word, _("unknown, ambiguous or malformed option"));
	return refuse(word, _("neither a signal nor an option"));
}

static int show(struct parser *parser, enum given what, enum mode mode)
{
	if (parser->given & what)
		return refuse(parser->argv[parser->word], _("given twice"));
	parser->given |= what;
	if (parser->options->mode == MODE_PROCESS)
		parser->options->mode = mode;
	add_attached(parser->options, optarg);
	return 0;
}

static int take_option(struct parser *parser, int found)
{
	struct options *options = parser->options;

	switch (found) {
	case 1:
		add_operand(options, optarg);
		return 0;
	case OPTION_CGROUP:
		parser->given |= GIVEN_CGROUP;
		if (optarg)
			add_operand(options, optarg);
		return 0;
	case OPTION_DRY_RUN:
		parser->given |= GIVEN_DRY_RUN;
		options->dry_run = true;
		return 0;
	case OPTION_EXCLUDE_SELF:
		parser->given |= GIVEN_SELF;
		options->exclude_self = true;
		return 0;
	case OPTION_JSON:
		parser->given |= GIVEN_JSON;
		options->json = true;
		return 0;
	case OPTION_METHOD:
		parser->given |= GIVEN_METHOD;
		return set_method(options, optarg);
	case OPTION_REMOVE:
		parser->given |= GIVEN_REMOVE;
		options->remove = options->wait = true;
		return 0;
	case OPTION_TIMEOUT:
		parser->given |= GIVEN_TIMEOUT;
		return add_followup(parser, optarg);
	case OPTION_VERBOSE:
		parser->given |= GIVEN_VERBOSE;
		options->verbose = true;
		return 0;
	case OPTION_WAIT:
		parser->given |= GIVEN_WAIT;
		return set_wait(options, optarg);
	case 'a':
		parser->given |= GIVEN_ALL;
		options->all_users = true;
		return 0;
	case 'd':
		return show(parser, GIVEN_STATE, MODE_STATE);
	case 'h':
		options->mode = MODE_HELP;
		return 0;
	case 'l':
		return show(parser, GIVEN_LIST, MODE_LIST);
	case 'L':
		return show(parser, GIVEN_TABLE, MODE_TABLE);
	case 'n':
	case 's':
		return set_signal(parser, optarg);
	case 'p':
		parser->given |= GIVEN_PRINT;
		options->print = true;
		return 0;
	case 'q':
		parser->given |= GIVEN_QUEUE;
		return set_value(options, optarg);
	case 'r':
		parser->given |= GIVEN_HANDLER;
		options->require_handler = true;
		return 0;
	case 't':
		return show(parser, GIVEN_DESCRIBE, MODE_DESCRIBE);
	case 'V':
	case 'v':
		options->mode = MODE_VERSION;
		return 0;
	default:
		return refuse_option(parser, found);
	}
}

static bool finished(const struct options *options)
{
	return options->mode == MODE_HELP || options->mode == MODE_VERSION;
}

static int parse_words(struct parser *parser)
{
	struct options *options = parser->options;
	int err = 0;

	while (!err && !finished(options)) {
		int found;

		/* A word like -ps comes here twice, and is no signal the second time either. */
		if (optind < parser->argc) {
			char *word = parser->argv[optind];
			enum word class = classify_word(parser, word);

			if (class == WORD_OPERANDS)
				break;
			if (class == WORD_SIGNAL) {
				err = set_signal(parser, word + 1);
				optind++;
				continue;
			}
			parser->word = optind;
		}
		found = getopt_long(parser->argc, parser->argv, parser->letters, long_options,
				    NULL);
		if (found == -1)
			break;
		err = take_option(parser, found);
	}
	return err;
}

static const char *name_of(unsigned int given)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (given & names[i].given)
			return names[i].name;
	return "";
}

static int check_exclusions(unsigned int given)
{
	for (size_t i = 0; i < ARRAY_SIZE(exclusions); i++)
		if ((given & exclusions[i].one) && (given & exclusions[i].others)) {
			report_error(_("%s and %s exclude each other"),
				     name_of(given & exclusions[i].one),
				     name_of(given & exclusions[i].others));
			report_hint();
			return -EINVAL;
		}
	return 0;
}

/* The kernel's way knows no other signal than KILL. */
static bool sends_only_kill(const struct options *options)
{
	if (options->message.signal != SIGKILL)
		return false;
	for (int i = 0; i < options->followup_count; i++)
		if (options->followups[i].signal != SIGKILL)
			return false;
	return true;
}

static int check_combination(const struct parser *parser)
{
	const struct options *options = parser->options;
	bool cgroup = options->mode == MODE_CGROUP;
	unsigned int given = parser->given;

	if (finished(options))
		return 0;
	if (options_named_cgkill(parser->argv[0]) && (given & GIVEN_PROCESS_ONLY)) {
		report_error(_("%s is an option of kill, not of cgkill"),
			     name_of(given & GIVEN_PROCESS_ONLY));
		report_hint();
		return -EINVAL;
	}
	if (check_exclusions(given) < 0)
		return -EINVAL;
	if (!cgroup && (given & GIVEN_CGROUP_ONLY)) {
		report_error(_("%s goes with --cgroup"), name_of(given & GIVEN_CGROUP_ONLY));
		report_hint();
		return -EINVAL;
	}
	if (options->json && !options->dry_run)
		return refuse(NULL, _("--json goes with --dry-run"));
	if (!cgroup && (given & GIVEN_PRINT) && (given & GIVEN_SIGNAL))
		return refuse(NULL, _("--pid prints and sends no signal"));
	if (cgroup && options->message.queued && options->message.signal == SIGKILL)
		return refuse(NULL, _("--queue needs a signal other than KILL"));
	if (options->method == METHOD_KERNEL && !sends_only_kill(options))
		return refuse(NULL, _("--method kernel sends no other signal than KILL"));
	if (cgroup && !options->message.signal && (options->wait || options->followup_count))
		return refuse(NULL, _("signal 0 sends nothing to wait for"));
	return 0;
}

static int check_operands(const struct options *options)
{
	if (options->operand_count)
		return 0;
	switch (options->mode) {
	case MODE_CGROUP:
		report_usage_error(NULL, _("no cgroup specified"));
		return -ENODATA;
	case MODE_PROCESS:
	case MODE_STATE:
		report_usage_error(NULL, _("no process ID specified"));
		return -ENODATA;
	default:
		return 0;
	}
}

int options_parse(int argc, char **argv, struct options *options)
{
	struct parser parser = { .options = options, .argc = argc, .argv = argv };
	int err;

	*options = (struct options){
		.mode = find_mode(argc, argv),
		.wait_limit = DEFAULT_WAIT,
		.operands = argv + 1,
	};
	options->message.signal = options->mode == MODE_CGROUP ? SIGKILL : SIGTERM;
	parser.letters = options->mode == MODE_CGROUP ? CGROUP_LETTERS : PROCESS_LETTERS;
	/* A call without words makes getopt_long(3) start anew, also in a test. */
	optind = 0;
	(void)getopt_long(1, argv, parser.letters, long_options, NULL);
	err = parse_words(&parser);
	if (err)
		return err;
	while (!finished(options) && optind < argc)
		add_operand(options, argv[optind++]);
	err = check_combination(&parser);
	return err ? err : check_operands(options);
}
