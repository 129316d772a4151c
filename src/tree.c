/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Only the deepest levels of the way down to the current cgroup are kept open.
 * One further up is opened again as ".." when the walk returns to it (a cgroup
 * never gets another parent), and its listing is read again up to the child that
 * the walk comes from.
 */
#define WINDOW (TREE_DESCRIPTORS - 2)

/* What getdents64(2) gives; <dirent.h> of some C libraries does not have it. */
struct entry {
	uint64_t d_ino;
	int64_t d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[];
};

struct level {
	bool open;
	int fd;
	size_t position, length;	/* the unread part of the entries */
	_Alignas(struct entry) char entries[4096];
};

struct walk {
	struct level levels[WINDOW];	/* a level's place is its depth modulo WINDOW */
	size_t depth;
	int failure;			/* the first one that did not end the walk */
	tree_visitor *visit;
	void *data;
};

static struct level *level_at(struct walk *walk, size_t depth)
{
	return &walk->levels[depth % WINDOW];
}

static void level_close(struct level *level)
{
	if (level->open)
		close(level->fd);
	level->open = false;
}

static void level_init(struct level *level, int fd)
{
	level_close(level);
	level->open = true;
	level->fd = fd;
	level->position = level->length = 0;
}

/* ENOENT and ENODEV: the cgroup went away, and nothing is left in it. */
static void note_failure(struct walk *walk, int err)
{
	if (err != -ENOENT && err != -ENODEV && !walk->failure)
		walk->failure = err;
}

static bool is_child(const struct entry *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* The next child in the listing, or NULL at its end. readdir(3) would allocate. */
static const struct entry *next_child(struct walk *walk, struct level *level)
{
	for (;;) {
		const struct entry *entry;

		if (level->position >= level->length) {
			long got = syscall(SYS_getdents64, level->fd, level->entries,
					   sizeof(level->entries));

			if (got < 0)
				note_failure(walk, -errno);
			if (got <= 0)
				return NULL;
			level->length = (size_t)got;
			level->position = 0;
		}
		entry = (const struct entry *)(level->entries + level->position);
		level->position += entry->d_reclen;
		if (is_child(entry))
			return entry;
	}
}

/*
 * Opens the level above again, as far as the child. If that has been removed, so
 * that its place is not found, its later siblings are not visited: say so, for a
 * walk that is not complete must not look like one.
 */
static int reopen_parent(struct walk *walk, int child_fd, struct level *parent)
{
	const struct entry *entry;
	struct stat child;
	int fd;

	if (fstat(child_fd, &child) < 0)
		return -errno;
	fd = openat(child_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	level_init(parent, fd);
	do
		entry = next_child(walk, parent);
	while (entry && entry->d_ino != child.st_ino);
	if (!entry)
		note_failure(walk, -ESTALE);
	return 0;
}

static int leave(struct walk *walk)
{
	struct level *level = level_at(walk, walk->depth);
	struct level *parent = level_at(walk, walk->depth - 1);
	int err = 0;

	if (!parent->open)
		err = reopen_parent(walk, level->fd, parent);
	level_close(level);
	walk->depth--;
	return err;
}

static int enter(struct walk *walk, int parent_fd, const char *name)
{
	struct cgroup cgroup;
	struct stat st;
	int err;

	cgroup.fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (cgroup.fd < 0 || fstat(cgroup.fd, &st) < 0) {
		note_failure(walk, -errno);
		return 0;
	}
	cgroup.id = st.st_ino;
	err = walk->visit(&cgroup, walk->data);
	/* In cgroupfs a directory has one link for each child besides its own two. */
	if (err || st.st_nlink == 2) {
		close(cgroup.fd);
		return err;
	}
	walk->depth++;
	level_init(level_at(walk, walk->depth), cgroup.fd);
	return 0;
}

static int walk_levels(struct walk *walk)
{
	for (;;) {
		struct level *level = level_at(walk, walk->depth);
		const struct entry *child = next_child(walk, level);
		int err;

		if (child)
			err = enter(walk, level->fd, child->d_name);
		else if (walk->depth)
			err = leave(walk);
		else
			return 0;
		if (err)
			return err;
	}
}

int tree_walk(const struct cgroup *top, tree_visitor *visit, void *data)
{
	static struct walk walk;
	int err = visit(top, data), fd;

	if (err)
		return err;
	/* Listing moves a descriptor's offset: the caller's own stays as it is. */
	fd = openat(top->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	walk.depth = 0;
	walk.failure = 0;
	walk.visit = visit;
	walk.data = data;
	level_init(level_at(&walk, 0), fd);
	err = walk_levels(&walk);
	for (size_t i = 0; i < WINDOW; i++)
		level_close(&walk.levels[i]);
	return err ? err : walk.failure;
}
