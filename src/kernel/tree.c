/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

/*
 * Only the deepest levels of the path down to the current cgroup are kept open. A level further
 * up is reopened as ".." when the walk returns to it (a cgroup never gets another parent), and
 * its listing is continued after the child that the walk comes from. For so many levels the
 * position of that child is remembered; for those further down, which hardly exist, the listing
 * is read again from its start.
 */
#define WINDOW (TREE_DESCRIPTORS - 2)
#define POSITIONS 1024

/* How many times opening a child that is listed but seems to be gone is tried. */
#define ATTEMPTS 3

/* The records of getdents64(2); the <dirent.h> of some C libraries lacks them. */
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
	int64_t current, next;		/* offsets in the listing: of the entry, of the one after */
	struct entries *entries;
};

/* Apart from the level, since a page is memory only once something is written to it. */
struct entries {
	_Alignas(struct entry) char text[4096];
};

struct traversal {
	struct level levels[WINDOW];	/* a level's index is its depth modulo WINDOW */
	struct entries entries[WINDOW];
	int64_t offsets[POSITIONS];	/* of the children that the path leads to, by depth */
	size_t depth;
	struct cgroup like;		/* the version and device of all of them */
	int failure;			/* the first one that did not stop the walk */
	tree_visitor *visit;
	path_visitor *visit_path;	/* for tree_paths(); only one of them is not NULL */
	char path[PATH_MAX];		/* for tree_paths(), with a slash before each component */
	size_t above;			/* its length without that of the current child */
	void *data;
};

static struct level *level_at(struct traversal *traversal, size_t depth)
{
	return &traversal->levels[depth % WINDOW];
}

static void level_close(struct level *level)
{
	if (level->open)
		close(level->fd);
	level->open = false;
}

static void level_init(struct level *level, int fd, struct entries *entries)
{
	level_close(level);
	level->entries = entries;
	level->open = true;
	level->fd = fd;
	level->position = level->length = 0;
	level->current = level->next = 0;
}

static void enter_level(struct traversal *traversal, size_t depth, int fd)
{
	level_init(level_at(traversal, depth), fd, &traversal->entries[depth % WINDOW]);
}

static void note_failure(int *failure, int err)
{
	if (!*failure)
		*failure = err;
}

/* A removed cgroup has no children. If it was not removed, there may be more: walk again. */
static void note_listing_failure(int *failure, int fd, int err)
{
	if (!cgroup_is_gone(fd, err))
		note_failure(failure, cgroup_says_gone(err) ? -ESTALE : err);
}

static bool is_child(const struct entry *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* The next child in the listing, or NULL at its end. readdir(3) would allocate memory. */
static const struct entry *next_child(struct level *level, int *failure)
{
	for (;;) {
		const struct entry *entry;

		if (level->position >= level->length) {
			long got = syscall(SYS_getdents64, level->fd, level->entries->text,
					   sizeof(level->entries->text));

			if (got < 0)
				note_listing_failure(failure, level->fd, -errno);
			if (got <= 0)
				return NULL;
			level->length = (size_t)got;
			level->position = 0;
		}
		entry = (const void *)(level->entries->text + level->position);
		level->position += entry->d_reclen;
		level->current = level->next;
		level->next = entry->d_off;
		if (is_child(entry))
			return entry;
	}
}

static bool level_seek(struct level *level, int64_t offset)
{
	level->position = level->length = 0;
	level->current = level->next = offset;
	return lseek(level->fd, offset, SEEK_SET) == offset;
}

/* Reads the listing from the offset on, up to the child, which should be there. */
static bool find_at(struct level *level, int64_t offset, ino_t child, int *failure)
{
	const struct entry *entry;

	if (!level_seek(level, offset))
		return false;
	entry = next_child(level, failure);
	return entry && entry->d_ino == child;
}

static bool find_from_start(struct level *level, ino_t child, int *failure)
{
	const struct entry *entry;

	if (!level_seek(level, 0))
		return false;
	do
		entry = next_child(level, failure);
	while (entry && entry->d_ino != child);
	return entry;
}

/*
 * Reopens the level above, after the child. The kernel finds an offset by its value, which is a
 * hash of the name: another child may have the same. If the child has been removed, so that its
 * place in the listing cannot be found, its later siblings are not visited. This is reported,
 * because an incomplete walk must not look like a complete one.
 */
static int reopen_parent(struct traversal *traversal, int child_fd, struct level *parent)
{
	size_t depth = traversal->depth - 1;
	int64_t offset = depth < POSITIONS ? traversal->offsets[depth] : 0;
	struct stat child;
	int fd;

	if (fstat(child_fd, &child) < 0)
		return -errno;
	fd = openat(child_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	enter_level(traversal, depth, fd);
	if (!(offset && find_at(parent, offset, child.st_ino, &traversal->failure)) &&
	    !find_from_start(parent, child.st_ino, &traversal->failure))
		note_failure(&traversal->failure, -ESTALE);
	return 0;
}

static int leave_level(struct traversal *traversal)
{
	struct level *level = level_at(traversal, traversal->depth);
	struct level *parent = level_at(traversal, traversal->depth - 1);
	int err = 0;

	if (!parent->open)
		err = reopen_parent(traversal, level->fd, parent);
	level_close(level);
	traversal->depth--;
	while (traversal->above && traversal->path[--traversal->above] != '/')
		;
	return err;
}

/*
 * Like cgroup_open_child(), but retries if the name still exists: the child may have been
 * created again. ENOENT only if nothing has that name any more.
 */
static int open_listed(const struct cgroup *parent, const char *name, uint64_t id,
		       struct cgroup *child, bool *is_leaf)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		int err = cgroup_open_child(parent, name, id, child, is_leaf);

		if (!cgroup_says_gone(err))
			return err;
		if (!cgroup_has_child(parent, name))
			return -ENOENT;
	}
	return -ESTALE;
}

/*
 * A path that is too long for the kernel leads nowhere, nor do those below. Most cgroups are
 * leaves, and need not be opened.
 */
static int visit_entry(struct traversal *traversal, const struct cgroup *parent,
		      const struct entry *entry, bool *is_leaf)
{
	size_t room = sizeof(traversal->path) - traversal->above, length = strlen(entry->d_name);
	int err;

	*is_leaf = true;
	if (length + 2 > room)
		return 0;
	traversal->path[traversal->above] = '/';
	memcpy(traversal->path + traversal->above + 1, entry->d_name, length + 1);
	err = traversal->visit_path(parent, traversal->path, entry->d_ino, traversal->data);
	*is_leaf = err || cgroup_child_is_leaf(parent, entry->d_name);
	return err;
}

/* No path leads the caller to what it may not open, or what something is mounted on. */
static bool may_skip(const struct traversal *traversal, int err)
{
	return cgroup_says_gone(err) || (traversal->visit_path && (err == -EACCES || err == -EXDEV));
}

static int enter_child(struct traversal *traversal, const struct level *level,
		       const struct entry *entry)
{
	struct cgroup parent = traversal->like;
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	bool is_leaf = false;
	int err;

	parent.fd = level->fd;
	if (traversal->visit_path) {
		err = visit_entry(traversal, &parent, entry, &is_leaf);
		if (err || is_leaf)
			return err;
	}
	err = open_listed(&parent, entry->d_name, entry->d_ino, &cgroup, &is_leaf);
	if (err) {
		note_failure(&traversal->failure, may_skip(traversal, err) ? 0 : err);
		return 0;
	}
	if (traversal->visit)
		err = traversal->visit(&cgroup, traversal->data);
	if (err || is_leaf)
		return err;
	if (traversal->depth < POSITIONS)
		traversal->offsets[traversal->depth] = level->current;
	traversal->depth++;
	if (traversal->visit_path)
		traversal->above += 1 + strlen(entry->d_name);
	enter_level(traversal, traversal->depth, take_fd(&cgroup.fd));
	return 0;
}

static int walk_levels(struct traversal *traversal)
{
	for (;;) {
		struct level *level = level_at(traversal, traversal->depth);
		const struct entry *child = next_child(level, &traversal->failure);
		int err;

		if (child)
			err = enter_child(traversal, level, child);
		else if (traversal->depth)
			err = leave_level(traversal);
		else
			return 0;
		if (err)
			return err;
	}
}

/* Listing moves a descriptor's offset, so the caller's own descriptor is not used. */
static int open_listing(const struct cgroup *cgroup)
{
	int fd = openat(cgroup->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Visits what is below the top. */
static int walk_below(const struct cgroup *top, tree_visitor *visit, path_visitor *visit_path,
		      void *data)
{
	static struct traversal traversal;
	int fd = open_listing(top), err;

	if (fd < 0)
		return fd;
	traversal.depth = 0;
	traversal.like = *top;
	traversal.failure = 0;
	traversal.visit = visit;
	traversal.visit_path = visit_path;
	traversal.above = 0;
	traversal.data = data;
	enter_level(&traversal, 0, fd);
	err = walk_levels(&traversal);
	for (size_t i = 0; i < WINDOW; i++)
		level_close(&traversal.levels[i]);
	return err ? err : traversal.failure;
}

int tree_walk(const struct cgroup *top, tree_visitor *visit, void *data)
{
	int err = visit(top, data);

	return err ? err : walk_below(top, visit, NULL, data);
}

int tree_paths(const struct cgroup *top, path_visitor *visit, void *data)
{
	return walk_below(top, NULL, visit, data);
}

int tree_entries(const struct cgroup *parent, entry_visitor *visit, void *data)
{
	struct entries entries;
	struct level level = { .open = false };
	struct cgroup listing = *parent;
	const struct entry *entry;
	int result = 0, failure = 0;

	listing.fd = open_listing(parent);
	if (listing.fd < 0)
		return listing.fd;
	level_init(&level, listing.fd, &entries);
	while (!result && (entry = next_child(&level, &failure)))
		result = visit(&listing, entry->d_name, entry->d_ino, data);
	level_close(&level);
	return result ? result : failure;
}

struct children {
	tree_visitor *visit;
	void *data;
	int failure;
};

static int visit_child(const struct cgroup *parent, const char *name, uint64_t id, void *data)
{
	struct children *children = data;
	_cleanup_cgroup_ struct cgroup child = CGROUP_CLOSED;
	bool is_leaf;
	int result = open_listed(parent, name, id, &child, &is_leaf);

	if (result) {
		note_failure(&children->failure, cgroup_says_gone(result) ? 0 : result);
		return 0;
	}
	return children->visit(&child, children->data);
}

int tree_children(const struct cgroup *parent, tree_visitor *visit, void *data)
{
	struct children children = { visit, data, 0 };
	int result = tree_entries(parent, visit_child, &children);

	return result ? result : children.failure;
}
