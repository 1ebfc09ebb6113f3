/* SPDX-License-Identifier: Apache-2.0
 * The weather on a link: carries frames between two network namespaces over a pair of TAP devices,
 * late, uneven, lossy and narrow as told. It does what the kernel's netem and tbf do, for kernels
 * built without netem, and with a seed.
 *
 * usage: weather SEED < LINES, each line one of
 *   link NAME NS_A DEV_A NS_B DEV_B
 *   rule NAME ADDRESS DELAY_MS JITTER_MS LOSS_PERCENT KBIT QUEUE_BYTES
 * A rule is for frames from or to an IPv4 address of side A; KBIT (0: any speed) and QUEUE_BYTES hold
 * for the direction A to B. Frames of one rule and direction stay in order. It prints "ready" when
 * all devices are up, and runs until it is told to end (SIGTERM); then it prints "late" and how many
 * frames left less than 1, 2, 4 ... ms after they should have. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { LINKS = 64, RULES = 1024, FRAME = 2048, HELD = 1 << 16, LATE_STEPS = 12 };

struct rule {
	uint32_t address;
	int link;
	double delay, jitter, loss, rate; /* seconds, seconds, share, bytes a second or 0 */
	double queue;                     /* bytes */
	double free_at,
		last[2]; /* when the narrow part is free; when the last frame left, by direction */
};

struct held {
	double when;
	uint64_t order;
	int fd, length;
	uint8_t *bytes;
};

static struct {
	char name[32];
	int fd[2];
} links[LINKS];
static struct rule rules[RULES];
static struct held *heap;
static int n_links, n_rules, n_held;
static uint64_t seed, order;

static double chance(void)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* How late frames left, in powers of two of milliseconds: less than 1, 2, 4 ... */
static unsigned long late[LATE_STEPS];
static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static void note_late(double seconds)
{
	int i = 0;
	for (double most = 1e-3; seconds >= most && i < LATE_STEPS - 1; most *= 2)
		i++;
	late[i]++;
}

static void die(const char *what)
{
	fprintf(stderr, "weather: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int tap(const char *netns, const char *dev)
{
	char path[128];
	snprintf(path, sizeof path, "/var/run/netns/%s", netns);
	const int ns = open(path, O_RDONLY);
	if (ns < 0 || setns(ns, CLONE_NEWNET) != 0)
		die(path);
	close(ns);
	const int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", dev);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &r) != 0)
		die(dev);
	return fd;
}

static int earlier(const struct held *a, const struct held *b)
{
	return a->when < b->when || (a->when == b->when && a->order < b->order);
}

static void hold(double when, int fd, const uint8_t *bytes, int length)
{
	if (n_held == HELD)
		return;
	uint8_t *copy = malloc((size_t)length);
	if (copy == NULL)
		return;
	memcpy(copy, bytes, (size_t)length);
	const struct held h = {when, order++, fd, length, copy};
	int i = n_held++;
	for (; i > 0 && earlier(&h, &heap[(i - 1) / 2]); i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = h;
}

static void release(double t)
{
	while (n_held > 0 && heap[0].when <= t) {
		const struct held out = heap[0], last = heap[--n_held];
		note_late(t - out.when);
		int i = 0;
		for (int c = 1; c < n_held; i = c, c = 2 * i + 1) {
			if (c + 1 < n_held && earlier(&heap[c + 1], &heap[c]))
				c++;
			if (!earlier(&heap[c], &last))
				break;
			heap[i] = heap[c];
		}
		heap[i] = last;
		/* A device that is full loses the frame, as a real one does. */
		if (write(out.fd, out.bytes, (size_t)out.length) < 0 && errno != EAGAIN &&
		    errno != EIO)
			die("write");
		free(out.bytes);
	}
}

static struct rule *rule_for(int link, int side, const uint8_t *f, int length)
{
	if (length < 34 || f[12] != 8 || f[13] != 0)
		return NULL;
	uint32_t a;
	memcpy(&a, f + (side == 0 ? 26 : 30), sizeof a);
	for (int i = 0; i < n_rules; i++)
		if (rules[i].link == link && rules[i].address == a)
			return &rules[i];
	return NULL;
}

static void carry(int link, int side, const uint8_t *f, int length, double t)
{
	struct rule *r = rule_for(link, side, f, length);
	double when = t;
	if (r != NULL) {
		if (chance() < r->loss)
			return;
		if (side == 0 && r->rate > 0) {
			const double start = r->free_at > t ? r->free_at : t;
			if ((start - t) * r->rate > r->queue)
				return;
			when = r->free_at = start + length / r->rate;
		}
		when += r->delay + r->jitter * chance();
		when = when < r->last[side] ? r->last[side] : when;
		r->last[side] = when;
	}
	hold(when, links[link].fd[!side], f, length);
}

static int link_named(const char *name)
{
	for (int i = 0; i < n_links; i++)
		if (strcmp(links[i].name, name) == 0)
			return i;
	fprintf(stderr, "weather: no link %s\n", name);
	exit(2);
}

static void read_lines(void)
{
	char line[512], name[32], a[64], b[64], c[64], d[64];
	double delay, jitter, loss, kbit, queue;
	while (fgets(line, sizeof line, stdin) != NULL) {
		if (sscanf(line, "link %31s %63s %63s %63s %63s", name, a, b, c, d) == 5 &&
		    n_links < LINKS) {
			memcpy(links[n_links].name, name, sizeof name);
			links[n_links].fd[0] = tap(a, b);
			links[n_links++].fd[1] = tap(c, d);
		} else if (sscanf(line, "rule %31s %63s %lf %lf %lf %lf %lf", name, a, &delay,
				  &jitter, &loss, &kbit, &queue) == 7 &&
			   n_rules < RULES) {
			rules[n_rules++] = (struct rule){.address = inet_addr(a),
							 .link = link_named(name),
							 .delay = delay / 1e3,
							 .jitter = jitter / 1e3,
							 .loss = loss / 100,
							 .rate = kbit * 125,
							 .queue = queue};
		} else {
			fprintf(stderr, "weather: cannot read: %s", line);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	static struct pollfd p[2 * LINKS + 1];
	uint8_t f[FRAME];
	seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	heap = malloc(HELD * sizeof *heap);
	if (heap == NULL)
		die("memory");
	read_lines();
	const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	for (int i = 0; i < 2 * n_links; i++)
		p[i] = (struct pollfd){links[i / 2].fd[i % 2], POLLIN, 0};
	p[2 * n_links] = (struct pollfd){timer, POLLIN, 0};
	printf("ready\n");
	fflush(stdout);
	signal(SIGTERM, end);
	while (!ended) {
		struct itimerspec at = {0};
		if (n_held > 0) {
			at.it_value.tv_sec = (time_t)heap[0].when;
			at.it_value.tv_nsec =
				(long)((heap[0].when - (double)at.it_value.tv_sec) * 1e9);
		}
		timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
		if (poll(p, (nfds_t)(2 * n_links + 1), -1) < 0 && errno != EINTR)
			die("poll");
		for (int i = 0; i < 2 * n_links; i++)
			for (ssize_t n;
			     (p[i].revents & POLLIN) && (n = read(p[i].fd, f, sizeof f)) > 0;)
				carry(i / 2, i % 2, f, (int)n, now());
		release(now());
	}
	printf("late");
	for (int i = 0; i < LATE_STEPS; i++)
		printf(" %lu", late[i]);
	putchar('\n');
	return 0;
}
