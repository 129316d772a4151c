/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "nls.h"
#include "report.h"
#include "signals.h"

enum {
	OPTION_CGROUP = 256,
	OPTION_METHOD,
	OPTION_VERBOSE,
};

static const struct option long_options[] = {
	{ "cgroup", optional_argument, NULL, OPTION_CGROUP },
	{ "help", no_argument, NULL, 'h' },
	{ "method", required_argument, NULL, OPTION_METHOD },
	{ "pid", no_argument, NULL, 'p' },
	{ "signal", required_argument, NULL, 's' },
	{ "verbose", no_argument, NULL, OPTION_VERBOSE },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static const char *const method_names[] = {
	[METHOD_AUTO] = "auto",
	[METHOD_KERNEL] = "kernel",
	[METHOD_FREEZE] = "freeze",
	[METHOD_SIGNAL] = "signal",
};

#define METHODS (sizeof(method_names) / sizeof(method_names[0]))

/* What is known while the words are read. */
struct parser {
	struct options *options;
	int argc;
	char **argv;
	const char *letters;	/* '-': operands in their place; '+': the first one ends them */
	int word;		/* index of the word that getopt_long(3) is at */
	bool has_signal;
};

const char *method_name(enum method method)
{
	return method_names[method];
}

bool options_named_cgkill(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

	return argv0 && !strcmp(slash ? slash + 1 : argv0, "cgkill");
}

/* No word is parsed without need, so an abbreviation is recognized here too. */
static bool is_cgroup_option(const char *word)
{
	size_t length = strcspn(word, "=");

	return length >= 3 && length <= strlen("--cgroup") &&
	       !strncmp(word, "--cgroup", length);
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

static int set_signal(struct parser *parser, const char *text)
{
	int number = signal_parse(text);

	if (number < 0) {
		report_usage_error(text, _("invalid signal name or number"));
		return -EINVAL;
	}
	if (parser->has_signal) {
		report_usage_error(text, _("more than one signal"));
		return -EINVAL;
	}
	parser->has_signal = true;
	parser->options->signal = number;
	return 0;
}

static int set_method(struct options *options, const char *text)
{
	for (size_t i = 0; i < METHODS; i++)
		if (!strcmp(text, method_names[i])) {
			options->method = (enum method)i;
			return 0;
		}
	report_usage_error(text, _("unknown method (auto, kernel, freeze, signal)"));
	return -EINVAL;
}

/*
 * An operand is stored where a word was that has been read already: there are
 * never more operands than words.
 */
static void add_operand(struct options *options, char *text)
{
	options->operands[options->operand_count++] = text;
}

/*
 * -<signal> is looked for before options are: -segv is SEGV, not -s egv. With a
 * signal given, a number is a process group (POSIX: kill -10 -12).
 */
enum word { WORD_SIGNAL, WORD_OPERANDS, WORD_OTHER };

static enum word classify_word(const struct parser *parser, const char *word)
{
	bool number = isdigit((unsigned char)word[1]);

	if (word[0] != '-' || (!number && !isalpha((unsigned char)word[1])))
		return WORD_OTHER;
	if (number && parser->has_signal && parser->options->mode == MODE_PROCESS)
		return WORD_OPERANDS;
	return number || signal_parse(word + 1) >= 0 ? WORD_SIGNAL : WORD_OTHER;
}

static int refuse_option(const struct parser *parser, int found)
{
	const char *word = parser->argv[parser->word];

	if (found == ':')
		report_usage_error(word, _("option needs an argument"));
	else if (word[1] == '-')
		report_usage_error(word, _("unknown, ambiguous or malformed option"));
	else
		report_usage_error(word, _("neither a signal nor an option"));
	return -EINVAL;
}

static int take_option(struct parser *parser, int found)
{
	struct options *options = parser->options;

	switch (found) {
	case 1:
		add_operand(options, optarg);
		return 0;
	case OPTION_CGROUP:
		if (optarg)
			add_operand(options, optarg);
		return 0;
	case OPTION_METHOD:
		return set_method(options, optarg);
	case OPTION_VERBOSE:
		options->verbose = true;
		return 0;
	case 'h':
		options->mode = MODE_HELP;
		return 0;
	case 'p':
		options->print = true;
		return 0;
	case 's':
		return set_signal(parser, optarg);
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

		/* In the middle of a word like -ps the index stays. */
		if (optind != parser->word && optind < parser->argc) {
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
		found = getopt_long(parser->argc, parser->argv, parser->letters, long_options, NULL);
		if (found == -1)
			break;
		err = take_option(parser, found);
	}
	return err;
}

static int check_combination(const struct parser *parser)
{
	const struct options *options = parser->options;

	if (finished(options))
		return 0;
	if (options->mode == MODE_PROCESS && options->method != METHOD_AUTO) {
		report_usage_error(NULL, _("--method goes with --cgroup"));
		return -EINVAL;
	}
	if (options->method == METHOD_KERNEL && options->signal != SIGKILL) {
		report_usage_error(NULL, _("--method kernel sends no other signal than KILL"));
		return -EINVAL;
	}
	if (!options->operand_count) {
		report_usage_error(NULL, options->mode == MODE_CGROUP ?
				   _("no cgroup specified") : _("no process ID specified"));
		return -EINVAL;
	}
	return 0;
}

int options_parse(int argc, char **argv, struct options *options)
{
	struct parser parser = { .options = options, .argc = argc, .argv = argv };
	int err;

	*options = (struct options){
		.mode = find_mode(argc, argv),
		.operands = argv + 1,
	};
	parser.letters = options->mode == MODE_CGROUP ? "-:hps:vV" : "+:hps:vV";
	/* A call without words makes getopt_long(3) start anew, also in a test. */
	optind = 0;
	(void)getopt_long(1, argv, parser.letters, long_options, NULL);
	err = parse_words(&parser);
	if (err)
		return err;
	if (!parser.has_signal)
		options->signal = options->mode == MODE_CGROUP ? SIGKILL : SIGTERM;
	while (!finished(options) && optind < argc)
		add_operand(options, argv[optind++]);
	return check_combination(&parser);
}
