/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/array.h"
#include "base/cleanup.h"
#include "show/nls.h"

/*
 * A log consists of entries: a sending is one word, with the signal above the PID; for a text,
 * its length is in a word with the bit IS_TEXT, and its bytes are in the words that follow.
 */
#define IS_TEXT (UINT32_C(1) << 31)
#define PID_BITS 22	/* for PID_MAX_LIMIT, see proc_sys_kernel(5) */
#define PID_MASK ((1 << PID_BITS) - 1)

/* Words of the logs. Sendings leave a part of theirs to other lines. */
#define LINES_LIMIT 28672
#define SENDINGS_LIMIT 24576
#define ERRORS_LIMIT 6144

/* If a log is half full, its reader is asked to take some whenever this many were added. */
#define ADDED 64

struct log {
	uint32_t *words;
	size_t limit, used;
	size_t written;		/* bytes of its beginning that the reader has taken */
	unsigned int added;	/* entries, or attempts, since it is half full */
	unsigned long lost;	/* texts */
};

static uint32_t lines[LINES_LIMIT], errors[ERRORS_LIMIT];

static struct log logs[] = {
	[OUTPUT_LINES] = { .words = lines, .limit = LINES_LIMIT },
	[OUTPUT_ERRORS] = { .words = errors, .limit = ERRORS_LIMIT },
};

/* What a write sends to the writer when nobody reads the pipe, or the file gets too long. */
static const int write_signals[] = { SIGPIPE, SIGXFSZ };

static bool held;
static unsigned long lost_sendings;

/* The line that is being printed, if it is to be kept. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} line;

/* The errno of the first failure to write to standard output. */
static int output_error;

static FILE *stream_of(enum output output)
{
	return output == OUTPUT_ERRORS ? stderr : stdout;
}

/* The first error counts: once it has been reported, the stream does not tell which one it was. */
static void note_error(void)
{
	if (!output_error)
		output_error = errno;
}

int output_flush(void)
{
	if (fflush(stdout))
		note_error();
	/* stdio flushes a full buffer by itself, in which case the errno is lost. */
	if (!output_error && ferror(stdout))
		output_error = EIO;
	return -output_error;
}

/*
 * The same file with O_NONBLOCK, which otherwise concerned everybody who has it open. After su(1)
 * the terminal belongs to another user; then it goes by the name that always means one's own,
 * which is the one that tells its foreground process group.
 */
static int open_without_waiting(int fd)
{
	int own, flags = (fcntl(fd, F_GETFL) & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	own = open(path, flags);
	if (own < 0 && tcgetpgrp(fd) >= 0)
		own = open("/dev/tty", flags);
	return own;
}

/*
 * As write(2) for at most PIPE_BUF bytes, but does not wait for a reader. If poll(2) says so, a
 * pipe has room for that many, unless somebody else fills it in between; a terminal may have
 * less. So it decides only where a pipe cannot be opened anew.
 */
static ssize_t write_without_waiting(int fd, const char *text, size_t size)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	_cleanup_close_ int own = -1;
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -1;
	if (S_ISSOCK(status.st_mode))
		return send(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (!S_ISFIFO(status.st_mode) && !isatty(fd))
		return write(fd, text, size);
	own = open_without_waiting(fd);
	if (own >= 0)
		return write(own, text, size);
	return S_ISFIFO(status.st_mode) && poll(&room, 1, 0) > 0 ? write(fd, text, size) : -1;
}

/* Returns how many bytes the reader has taken. Failures show when it is released. */
static size_t offer(enum output output, const char *text, size_t size)
{
	FILE *stream = stream_of(output);
	ssize_t taken;

	/* What stdio still has came first. */
	if (__fpending(stream))
		return 0;
	taken = write_without_waiting(fileno(stream), text, size);
	return taken > 0 ? (size_t)taken : 0;
}

static size_t deliver(enum output output, const char *text, size_t size)
{
	FILE *stream = stream_of(output);

	if ((fwrite(text, 1, size, stream) < size || fflush(stream)) && output == OUTPUT_LINES)
		note_error();
	return size;
}

/* As snprintf(3), and returns the same. */
static int format_sending(char *text, size_t size, int signal, pid_t pid)
{
	int length = snprintf(text, size, _("sending signal %d to pid %d"), signal, pid);

	if (length >= 0 && (size_t)length + 1 < size)
		memcpy(text + length, "\n", 2);
	return length + 1;
}

/* Returns the length of the entry's text, which is there if it is not longer than room. */
static size_t format_entry(const uint32_t *entry, char *text, size_t room)
{
	size_t length = *entry & ~IS_TEXT;

	if (!(*entry & IS_TEXT))
		return (size_t)format_sending(text, room + 1, (int)(*entry >> PID_BITS),
					      (pid_t)(*entry & PID_MASK));
	if (length <= room)
		memcpy(text, entry + 1, length);
	return length;
}

static size_t words_for(size_t bytes)
{
	return (bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t);
}

static size_t entry_size(const uint32_t *entry)
{
	return *entry & IS_TEXT ? 1 + words_for(*entry & ~IS_TEXT) : 1;
}

/* Formats as many entries as fit. Returns their length, and moves first to the next entry. */
static size_t format_entries(const struct log *log, size_t *first, char text[static PIPE_BUF + 1])
{
	size_t length = 0;

	while (*first < log->used) {
		const uint32_t *entry = &log->words[*first];
		size_t more = format_entry(entry, text + length, PIPE_BUF - length);

		if (more > PIPE_BUF - length)
			break;
		length += more;
		*first += entry_size(entry);
	}
	return length;
}

/* Writes what is kept, for as long as write() takes all that it gets. */
static void write_log(enum output output,
		      size_t (*write)(enum output output, const char *text, size_t size))
{
	static char text[PIPE_BUF + 1];
	struct log *log = &logs[output];
	size_t done = 0, next = 0;

	while (done < log->used) {
		size_t length = format_entries(log, &next, text);

		log->written += write(output, text + log->written, length - log->written);
		if (log->written < length)
			break;
		log->written = 0;
		done = next;
	}
	log->used -= done;
	memmove(log->words, log->words + done, log->used * sizeof(log->words[0]));
}

/* Asking readers to make room takes longer than a signal, so that is not done for each. */
static bool has_room(enum output output, size_t words, size_t limit)
{
	struct log *log = &logs[output];

	if (log->used + words > limit / 2 && log->added++ % ADDED == 0)
		write_log(output, offer);
	return log->used + words <= limit;
}

static void add_text(struct log *log, const char *text, size_t size)
{
	log->words[log->used++] = IS_TEXT | (uint32_t)size;
	memcpy(&log->words[log->used], text, size);
	log->used += words_for(size);
}

/* A text is divided into entries that can be written at once. */
static void keep_text(enum output output, const char *text, size_t size)
{
	struct log *log = &logs[output];
	size_t pieces = size / PIPE_BUF + 1;

	if (!has_room(output, pieces + words_for(size), log->limit)) {
		log->lost++;
		return;
	}
	for (; size > PIPE_BUF; text += PIPE_BUF, size -= PIPE_BUF)
		add_text(log, text, PIPE_BUF);
	add_text(log, text, size);
}

static void keep_sending(int signal, pid_t pid)
{
	struct log *log = &logs[OUTPUT_LINES];

	if (has_room(OUTPUT_LINES, 1, SENDINGS_LIMIT))
		log->words[log->used++] = (uint32_t)signal << PID_BITS | (uint32_t)pid;
	else
		lost_sendings++;
}

bool output_has_text(FILE *stream)
{
	return fflush(stream) == 0 && !ferror(stream);
}

static void keep_line(enum output output)
{
	if (output_has_text(line.stream))
		keep_text(output, line.text, line.size);
	else
		logs[output].lost++;
	fclose(line.stream);
	free(line.text);
	line.text = NULL;
	line.stream = NULL;
}

/* Without a buffer, stdio would write a line piece by piece. */
static void buffer_errors(void)
{
	static char buffer[PIPE_BUF];
	static bool done;

	if (!done)
		setvbuf(stderr, buffer, _IOFBF, sizeof(buffer));
	done = true;
}

FILE *output_begin(enum output output)
{
	if (output == OUTPUT_ERRORS) {
		buffer_errors();
		if (!held)
			output_flush();
	}
	/* If there is no memory, waiting for a reader is better than saying nothing. */
	line.stream = held ? open_memstream(&line.text, &line.size) : NULL;
	return line.stream ? line.stream : stream_of(output);
}

void output_end(enum output output)
{
	if (line.stream)
		keep_line(output);
	if (output == OUTPUT_LINES)
		return;
	if (held)
		output_idle();
	else
		fflush(stderr);
}

void output_sending(int signal, pid_t pid)
{
	char text[256];

	if (held && pid > 0 && pid <= PID_MASK) {
		keep_sending(signal, pid);
		return;
	}
	format_sending(text, sizeof(text), signal, pid);
	fputs(text, output_begin(OUTPUT_LINES));
	output_end(OUTPUT_LINES);
}

void output_hold(void)
{
	held = true;
	for (size_t i = 0; i < ARRAY_SIZE(write_signals); i++)
		signal(write_signals[i], SIG_IGN);
}

void output_unignore(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(write_signals); i++)
		if (write_signals[i] == number)
			signal(number, SIG_DFL);
}

void output_idle(void)
{
	if (!held)
		return;
	write_log(OUTPUT_LINES, offer);
	write_log(OUTPUT_ERRORS, offer);
}

bool output_is_stuck(enum output output)
{
	return logs[output].used;
}

/* Nobody who does not read standard output keeps errors from being seen. */
void output_release(struct output_lost *lost)
{
	write_log(OUTPUT_LINES, offer);
	write_log(OUTPUT_ERRORS, deliver);
	write_log(OUTPUT_LINES, deliver);
	held = false;
	*lost = (struct output_lost){
		.sendings = lost_sendings,
		.lines = logs[OUTPUT_LINES].lost,
		.errors = logs[OUTPUT_ERRORS].lost,
	};
	lost_sendings = logs[OUTPUT_LINES].lost = logs[OUTPUT_ERRORS].lost = 0;
}
