/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/signals.h"
#include "cli/condition.h"
#include "cli/duration.h"
#include "show/nls.h"
#include "show/report.h"

/* Every wait has a limit; this default is systemd's timeout for stopping a service. */
#define DEFAULT_WAIT 90000
#define INFINITE "infinity"

/* The options, in the order in which messages about mutually exclusive ones name them. */
enum {
	OPT_STATE,
	OPT_LIST,
	OPT_TABLE,
	OPT_DESCRIBE,
	OPT_CGROUP,
	OPT_SIGNAL,
	OPT_QUEUE,
	OPT_PRINT,
	OPT_ALL,
	OPT_HANDLER,
	OPT_TIMEOUT,
	OPT_MRELEASE,
	OPT_WHEN,
	OPT_METHOD,
	OPT_SELF,
	OPT_WAIT,
	OPT_REMOVE,
	OPT_DRY_RUN,
	OPT_JSON,
	OPT_VERBOSE,
	OPT_HELP,
	OPT_VERSION,
	OPT_COUNT
};

/* Sets of options. */
#define SET(option) (1U << (option))
#define SHOW (SET(OPT_STATE) | SET(OPT_LIST) | SET(OPT_TABLE) | SET(OPT_DESCRIBE))
#define CGROUP_ONLY (SET(OPT_WHEN) | SET(OPT_METHOD) | SET(OPT_SELF) | SET(OPT_WAIT) | \
		     SET(OPT_REMOVE) | SET(OPT_DRY_RUN) | SET(OPT_JSON))
#define PROCESS_ONLY (SHOW | SET(OPT_ALL) | SET(OPT_HANDLER))
#define NOT_WITH_SHOW (SHOW | CGROUP_ONLY | SET(OPT_SIGNAL) | SET(OPT_QUEUE) | SET(OPT_HANDLER) | \
		       SET(OPT_TIMEOUT) | SET(OPT_MRELEASE) | SET(OPT_PRINT) | SET(OPT_ALL))
#define NOT_WITH_PRINT (SET(OPT_QUEUE) | SET(OPT_HANDLER) | SET(OPT_TIMEOUT) | \
			SET(OPT_MRELEASE) | SET(OPT_WHEN) | SET(OPT_SELF) | SET(OPT_WAIT) | SET(OPT_REMOVE) | SET(OPT_DRY_RUN))

struct parser;

/* An option: how it is written, what it does, and what it excludes. */
struct rule {
	const char *name;	/* the long name, or else its letter */
	int argument;		/* as in struct option */
	const char *letters;	/* letters with the same meaning, or NULL */
	int (*take)(struct parser *parser);	/* handles it, with optarg */
	size_t flag;		/* for take_flag(): offset in struct options */
	enum mode mode;		/* for take_mode() */
	unsigned int excludes;	/* a set; itself does not matter */
};

static const struct rule rules[OPT_COUNT];

/* The state of the parser. */
struct parser {
	struct options *options;
	int argc;
	char **argv;
	int word;		/* index of the word that getopt_long(3) is working on */
	const struct rule *rule;	/* of the option in it */
	unsigned int given;	/* set of the options given so far */

	/* Arguments for getopt_long(3); a letter may be followed by two colons. */
	char letters[3 * OPT_COUNT + 2];
	struct option long_options[OPT_COUNT + 1];
};

bool options_named_cgkill(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

	return argv0 && !strcmp(slash ? slash + 1 : argv0, "cgkill");
}

/* getopt_long(3) accepts abbreviations, so they must be recognized here too. */
static bool is_cgroup_option(const char *word)
{
	size_t length = strcspn(word, "=");

	return length >= strlen("--c") && !strncmp(word, "--cgroup", length);
}

/*
 * The cgroup mode allows options after operands and the PID mode does not, so the mode must be
 * known first.
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

/* Reports what is wrong with the command line, or with a word of it. */
#define REFUSE(word, ...) (report_usage_error(NULL, word, __VA_ARGS__), -EINVAL)

/* The same for the argument of an option, which is named with it. */
static int refuse_argument(const struct parser *parser, const char *message)
{
	char *word = parser->argv[parser->word];
	bool attached = optarg >= word && optarg <= word + strlen(word);

	report_usage_error(attached ? NULL : word, attached ? word : optarg, "%s", message);
	return -EINVAL;
}

static int set_signal(struct parser *parser, int number)
{
	parser->options->request.message.signal = number;
	if (parser->given & SET(OPT_SIGNAL))
		return REFUSE(parser->argv[parser->word], _("more than one signal"));
	parser->given |= SET(OPT_SIGNAL);
	return 0;
}

static int take_signal(struct parser *parser)
{
	int number = signal_parse(optarg);

	if (number < 0)
		return refuse_argument(parser, _("invalid signal name or number"));
	return set_signal(parser, number);
}

static int take_value(struct parser *parser)
{
	struct message *message = &parser->options->request.message;

	message->queued = true;
	if (number_parse(optarg, INT_MIN, INT_MAX, &message->value) < 0)
		return refuse_argument(parser, _("queue value is not an integer or is out of range"));
	return 0;
}

static int take_method(struct parser *parser)
{
	if (method_parse(optarg, &parser->options->request.method) < 0)
		return refuse_argument(parser, _("unknown method (auto, kernel, freeze, signal)"));
	return 0;
}

static int take_time(struct parser *parser, int *milliseconds)
{
	int err = duration_parse(optarg, milliseconds);

	if (err == -ERANGE)
		return refuse_argument(parser, _("time out of range (at most 596h)"));
	if (err)
		return refuse_argument(parser, _("invalid time (such as 500, 500ms, 5s, 2min, 1h)"));
	return 0;
}

/* Whether it looks like the argument of --wait. */
static bool is_limit(const char *word)
{
	int milliseconds;

	return !strcmp(word, INFINITE) || duration_parse(word, &milliseconds) != -EINVAL;
}

static int take_wait(struct parser *parser)
{
	struct options *options = parser->options;

	options->request.wait = true;
	if (!optarg) {
		if (optind < parser->argc && is_limit(parser->argv[optind]))
			options->wait_word = parser->argv[optind];
		return 0;
	}
	if (!strcmp(optarg, INFINITE)) {
		options->request.wait_limit = INT_MAX;
		return 0;
	}
	return take_time(parser, &options->request.wait_limit);
}

/* The signal is the next word, since getopt_long(3) passes only one argument per option. */
static int take_timeout(struct parser *parser)
{
	struct options *options = parser->options;
	struct followup *next = &options->request.followups[options->request.followup_count];
	const char *word;

	if (options->request.followup_count == FOLLOWUPS_MAX)
		return refuse_argument(parser, _("too many --timeout options"));
	if (take_time(parser, &next->milliseconds) < 0)
		return -EINVAL;
	if (optind >= parser->argc)
		return REFUSE(NULL, _("a signal must follow --timeout %s"), optarg);
	word = parser->argv[optind++];
	next->signal = signal_parse(word);
	if (next->signal < 0)
		return REFUSE(word, _("a signal must follow --timeout %s, which this is not"), optarg);
	options->request.followup_count++;
	return 0;
}

static int take_condition(struct parser *parser)
{
	struct request *request = &parser->options->request;
	int err;

	if (request->condition_count == CONDITIONS_MAX)
		return refuse_argument(parser, _("too many --when options"));
	err = condition_parse(optarg, &request->conditions[request->condition_count]);
	if (err == -ERANGE)
		return refuse_argument(parser, _("time out of range"));
	if (err)
		return refuse_argument(parser, _("invalid condition (such as 30min, oom, "
						 "'memory some 150ms 2s')"));
	request->condition_count++;
	return 0;
}

/*
 * Operands are stored in the slots of words that have already been read: there are never more
 * operands than words.
 */
static void add_operand(struct options *options, char *text)
{
	options->operands[options->operand_count++] = text;
}

/* An optional argument is attached: --list=9, -l9, and -l=9 as in util-linux. */
static void add_attached(struct options *options, char *text)
{
	if (text)
		add_operand(options, text + (*text == '='));
}

/*
 * -<signal> is tried before options: -segv is SEGV, not -s egv. Once a signal has been given, a
 * number is a process group (POSIX: kill -10 -12).
 */
enum word { WORD_SIGNAL, WORD_OPERANDS, WORD_OTHER };

static enum word classify_word(const struct parser *parser, const char *word)
{
	bool number;

	if (word[0] != '-' || !isalnum((unsigned char)word[1]))
		return WORD_OTHER;
	number = isdigit((unsigned char)word[1]);
	if (number && (parser->given & SET(OPT_SIGNAL)) && parser->options->mode == MODE_PROCESS)
		return WORD_OPERANDS;
	return number || signal_parse(word + 1) >= 0 ? WORD_SIGNAL : WORD_OTHER;
}

/* A number is tried as a signal even if there is no such signal. */
static int take_bare_signal(struct parser *parser, const char *word)
{
	int number = signal_parse(word + 1);

	return number < 0 ? REFUSE(word, _("invalid signal name or number")) :
			    set_signal(parser, number);
}

/* How many options have names that begin like the word. */
static int count_abbreviated(const char *word)
{
	int count = 0;

	for (int i = 0; i < OPT_COUNT; i++)
		count += !strncmp(rules[i].name, word, strcspn(word, "="));
	return count;
}

static int refuse_option(const struct parser *parser, int found)
{
	const char *word = parser->argv[parser->word];

	if (found == ':')
		return REFUSE(word, _("option requires an argument"));
	if (word[1] != '-')
		return REFUSE(word, _("neither a signal nor an option"));
	/* The value that getopt_long(3) has for the option, if it knows which one was meant. */
	if (optopt)
		return REFUSE(word, _("option takes no argument"));
	return REFUSE(word, count_abbreviated(word) > 1 ? _("ambiguous option") :
							  _("unknown option"));
}

static int take_flag(struct parser *parser)
{
	*(bool *)((char *)parser->options + parser->rule->flag) = true;
	return 0;
}

static int take_remove(struct parser *parser)
{
	parser->options->request.remove = parser->options->request.wait = true;
	return 0;
}

static int take_cgroup(struct parser *parser)
{
	if (optarg)
		add_operand(parser->options, optarg);
	return 0;
}

static int take_mode(struct parser *parser)
{
	if (parser->given & SET(parser->rule - rules))
		return REFUSE(parser->argv[parser->word], _("given twice"));
	if (parser->options->mode == MODE_PROCESS)
		parser->options->mode = parser->rule->mode;
	add_attached(parser->options, optarg);
	return 0;
}

/* Whatever else is given no longer matters. */
static int take_end(struct parser *parser)
{
	parser->options->mode = parser->rule->mode;
	return 0;
}

#define FLAG(member) .take = take_flag, .flag = offsetof(struct options, member)

static const struct rule rules[OPT_COUNT] = {
	[OPT_STATE] = { "--show-process-state", optional_argument, "d", .take = take_mode,
			.mode = MODE_STATE, .excludes = NOT_WITH_SHOW },
	[OPT_LIST] = { "--list", optional_argument, "l", .take = take_mode,
		       .mode = MODE_LIST, .excludes = NOT_WITH_SHOW },
	[OPT_TABLE] = { "--table", no_argument, "L", .take = take_mode,
			.mode = MODE_TABLE, .excludes = NOT_WITH_SHOW },
	[OPT_DESCRIBE] = { "-t", no_argument, "t", .take = take_mode,
			   .mode = MODE_DESCRIBE, .excludes = NOT_WITH_SHOW },
	[OPT_CGROUP] = { "--cgroup", optional_argument, NULL, .take = take_cgroup,
			 .excludes = PROCESS_ONLY },
	[OPT_SIGNAL] = { "--signal", required_argument, "sn", .take = take_signal },
	[OPT_QUEUE] = { "--queue", required_argument, "q", .take = take_value },
	[OPT_PRINT] = { "--pid", no_argument, "p", FLAG(print), .excludes = NOT_WITH_PRINT },
	[OPT_ALL] = { "--all", no_argument, "a", FLAG(all_users) },
	[OPT_HANDLER] = { "--require-handler", no_argument, "r", FLAG(require_handler) },
	[OPT_TIMEOUT] = { "--timeout", required_argument, NULL, .take = take_timeout },
	[OPT_MRELEASE] = { "--mrelease", no_argument, NULL, FLAG(request.mrelease) },
	[OPT_WHEN] = { "--when", required_argument, NULL, .take = take_condition },
	[OPT_METHOD] = { "--method", required_argument, NULL, .take = take_method },
	[OPT_SELF] = { "--exclude-self", no_argument, NULL, FLAG(request.exclude_self) },
	[OPT_WAIT] = { "--wait", optional_argument, NULL, .take = take_wait },
	[OPT_REMOVE] = { "--remove", no_argument, NULL, .take = take_remove },
	[OPT_DRY_RUN] = { "--dry-run", no_argument, NULL, FLAG(dry_run) },
	[OPT_JSON] = { "--json", no_argument, NULL, FLAG(json), .excludes = SET(OPT_VERBOSE) },
	[OPT_VERBOSE] = { "--verbose", no_argument, NULL, FLAG(verbose) },
	[OPT_HELP] = { "--help", no_argument, "h", .take = take_end, .mode = MODE_HELP },
	[OPT_VERSION] = { "--version", no_argument, "Vv", .take = take_end, .mode = MODE_VERSION },
};

/* What getopt_long(3) returns for a long option; no letter has such a value. */
#define LONG_OPTION(option) (CHAR_MAX + 1 + (option))

/*
 * ':' reports a missing argument as such, '-' returns operands in order, '+' stops at the first
 * operand.
 */
static void describe_options(struct parser *parser)
{
	struct option *next = parser->long_options;
	char *end = parser->letters;

	*end++ = parser->options->mode == MODE_CGROUP ? '-' : '+';
	*end++ = ':';
	for (int i = 0; i < OPT_COUNT; i++) {
		const struct rule *rule = &rules[i];

		if (rule->name[1] == '-')
			*next++ = (struct option){
				rule->name + 2, rule->argument, NULL, LONG_OPTION(i),
			};
		for (const char *letter = rule->letters; letter && *letter; letter++) {
			*end++ = *letter;
			for (int colon = 0; colon < rule->argument; colon++)
				*end++ = ':';
		}
	}
	*end = '\0';
	*next = (struct option){ NULL, 0, NULL, 0 };
}

static const struct rule *find_rule(int found)
{
	if (found >= LONG_OPTION(0))
		return &rules[found - LONG_OPTION(0)];
	for (int i = 0; i < OPT_COUNT; i++)
		if (rules[i].letters && strchr(rules[i].letters, found))
			return &rules[i];
	return NULL;
}

static int take_option(struct parser *parser, int found)
{
	int err;

	if (found == 1) {
		add_operand(parser->options, optarg);
		return 0;
	}
	parser->rule = find_rule(found);
	if (!parser->rule)
		return refuse_option(parser, found);
	err = parser->rule->take(parser);
	parser->given |= SET(parser->rule - rules);
	return err;
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

		/* A word like -ps gets here twice, and is not a signal the second time either. */
		if (optind < parser->argc) {
			char *word = parser->argv[optind];
			enum word class = classify_word(parser, word);

			if (class == WORD_OPERANDS)
				break;
			parser->word = optind;
			if (class == WORD_SIGNAL) {
				err = take_bare_signal(parser, word);
				optind++;
				continue;
			}
		}
		found = getopt_long(parser->argc, parser->argv, parser->letters,
				    parser->long_options, NULL);
		if (found == -1)
			break;
		err = take_option(parser, found);
	}
	return err;
}

/* The name of the first option of the set. */
static const char *name_of(unsigned int set)
{
	int first = 0;

	while (!(set & SET(first)))
		first++;
	return rules[first].name;
}

static int check_exclusions(unsigned int given)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		unsigned int others = given & rules[i].excludes & ~SET(i);

		if ((given & SET(i)) && others)
			return REFUSE(NULL, _("%s and %s are mutually exclusive"), rules[i].name,
				      name_of(others));
	}
	return 0;
}

/* The method kernel cannot send any signal but KILL. */
static bool sends_only_kill(const struct options *options)
{
	if (options->request.message.signal != SIGKILL)
		return false;
	for (int i = 0; i < options->request.followup_count; i++)
		if (options->request.followups[i].signal != SIGKILL)
			return false;
	return true;
}

/* Whether signal 0 is the signal, or one of those of --timeout. */
static bool sends_nothing(const struct request *request)
{
	for (int i = 0; i < request->followup_count; i++)
		if (!request->followups[i].signal)
			return true;
	return !request->message.signal;
}

/* Before the first signal, or after it. */
static bool waits(const struct request *request)
{
	return request->wait || request->followup_count || request->condition_count;
}

static int check_combination(const struct parser *parser)
{
	const struct options *options = parser->options;
	bool cgroup = options->mode == MODE_CGROUP;
	unsigned int given = parser->given;

	if (finished(options))
		return 0;
	if (options_named_cgkill(parser->argv[0]) && (given & PROCESS_ONLY))
		return REFUSE(NULL, _("%s is an option of kill, not of cgkill"),
			      name_of(given & PROCESS_ONLY));
	if (check_exclusions(given) < 0)
		return -EINVAL;
	if (!cgroup && (given & CGROUP_ONLY))
		return REFUSE(NULL, _("%s requires --cgroup"), name_of(given & CGROUP_ONLY));
	if (options->json && options->print)
		return REFUSE(NULL, _("--pid prints no JSON; --dry-run --json does"));
	if (!cgroup && (given & SET(OPT_PRINT)) && (given & SET(OPT_SIGNAL)))
		return REFUSE(NULL, _("--pid only prints and sends no signal"));
	if (cgroup && options->request.message.queued && options->request.message.signal == SIGKILL)
		return REFUSE(NULL, _("--queue requires a signal other than KILL"));
	if (options->request.method == METHOD_KERNEL && !sends_only_kill(options))
		return REFUSE(NULL, _("--method kernel can send only KILL"));
	if (options->request.mrelease && !request_kills(&options->request))
		return REFUSE(NULL, _("--mrelease requires the signal KILL"));
	if (cgroup && sends_nothing(&options->request) && waits(&options->request))
		return REFUSE(NULL, _("signal 0 sends nothing, so there is nothing to wait for"));
	return 0;
}

static int check_operands(const struct options *options)
{
	if (options->operand_count)
		return 0;
	switch (options->mode) {
	case MODE_CGROUP:
		report_usage_error(NULL, NULL, _("no cgroup specified"));
		return -ENODATA;
	case MODE_PROCESS:
	case MODE_STATE:
		report_usage_error(NULL, NULL, _("no process ID specified"));
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
		.request.wait_limit = DEFAULT_WAIT,
		.operands = argv + 1,
	};
	options->request.message.signal = options->mode == MODE_CGROUP ? SIGKILL : SIGTERM;
	describe_options(&parser);
	/* A call without words makes getopt_long(3) start over; a test may have used it before. */
	optind = 0;
	(void)getopt_long(1, argv, parser.letters, parser.long_options, NULL);
	err = parse_words(&parser);
	if (err)
		return err;
	while (!finished(options) && optind < argc)
		add_operand(options, argv[optind++]);
	options->request.count = options->verbose || options->json;
	err = check_combination(&parser);
	return err ? err : check_operands(options);
}
