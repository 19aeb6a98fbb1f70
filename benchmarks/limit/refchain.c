/* The limit of the machine for the reference workload: nothing general, everything known when it is compiled.
 *
 * A family is one line of the cache: who it is, where it is, and the one event that it waits for. Lines are used again;
 * what is to be kept of a family is written when it leaves. Events lie in buckets over the horizon, each a list of
 * families; a bucket is put in order when its time comes, as keys of time and family. The next arrival is kept apart.
 *
 * definition.h is written from the definition of the workload (python -m youthsim.benchmark.limit DIRECTORY).
 *
 * use: refchain ARRIVALS_PER_DAY DAYS SEED REPLICATIONS SERVERS...   prints one JSON document
 */
#include "definition.h" /* STATIONS, FOLLOWED, WARMUP, YEAR, CRISIS, EVENTS_PER_FAMILY, DAYS_IN_CARE, MEAN, WAYS, BOUND, GOAL */
#include "draws.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define NOBODY UINT32_MAX
#define SLOT_BITS 24
#define SLOT_MASK ((1u << SLOT_BITS) - 1)
#define PER_BUCKET 4.0
#define YEARS_MOST 64
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

typedef struct {
    double due, since, came;
    float waited[STATIONS], stayed;
    uint32_t number, next;
    uint16_t visits;
    uint8_t station, crisis;
} __attribute__((aligned(64))) family;

typedef struct {
    double came, left;
    float waited[STATIONS], stayed;
    uint32_t number;
    uint16_t visits;
    uint8_t crisis, present;
} record;

typedef struct { uint32_t first[2], last[2], waiting, busy, servers; } station;

/* What one replication leaves, for the window after the warm-up. */
typedef struct {
    uint64_t events, families, records, started[STATIONS], crisis_started[STATIONS];
    double waited[STATIONS], crisis_waited[STATIONS];
    uint64_t year_started[YEARS_MOST], year_ended[YEARS_MOST];
    double year_days[YEARS_MOST];
    uint32_t stock[YEARS_MOST][STATIONS][2];
} result;

static double days_end, buckets_per_day, key_scale;
static uint32_t buckets, slots, *bucket;
static uint64_t records_most;
static family *families;
static record *records;
static station stations[STATIONS];
static draws random_numbers;

/* The current bucket: keys in descending order, the next one last. */
static uint64_t *due;
static uint32_t due_count, current;

static void *memory(uint64_t bytes) {
    uint64_t whole = (bytes + (1 << 21) - 1) & ~(uint64_t)((1 << 21) - 1);
    void *start = aligned_alloc(1 << 21, whole);
    if (!start) { fputs("refchain: no memory\n", stderr); exit(1); }
    madvise(start, whole, MADV_HUGEPAGE);
    return start;
}

static inline void put_in_order(double when, uint32_t who) {
    uint64_t key = (uint64_t)(when * key_scale) << SLOT_BITS | who;
    uint32_t place = due_count++;
    for (; place && due[place - 1] < key; place--) due[place] = due[place - 1];
    due[place] = key;
}

static inline void plan(double when, uint32_t who) {
    families[who].due = when;
    if (when > days_end) return;
    uint32_t b = (uint32_t)(when * buckets_per_day);
    if (unlikely(b <= current)) {
        put_in_order(when, who);
    } else {
        families[who].next = bucket[b];
        bucket[b] = who;
    }
}

/* The time of the next planned event, looking no further than the bucket of `until`; infinity if there is none. */
static inline double next_due(double until) {
    uint32_t last = (uint32_t)((until < days_end ? until : days_end) * buckets_per_day);
    while (due_count == 0) {
        if (current >= last) return INFINITY;
        uint32_t who = bucket[++current], later = bucket[current + 4];
        if (later != NOBODY) __builtin_prefetch(&families[later]);
        for (; who != NOBODY; who = families[who].next) put_in_order(families[who].due, who);
    }
    return families[due[due_count - 1] & SLOT_MASK].due;
}

static inline uint32_t year_of(double when) {
    uint32_t year = (uint32_t)(when * (1.0 / YEAR));
    return year < YEARS_MOST ? year : YEARS_MOST - 1;
}

static inline void serve(result *r, uint32_t who, uint32_t where, double now) {
    family *f = &families[who];
    double waited = now - f->since, service = draw_time(&random_numbers) * MEAN[where];
    f->waited[where] += (float)waited;
    if (likely(now > WARMUP)) {
        r->started[where]++;
        r->waited[where] += waited;
        r->crisis_started[where] += f->crisis;
        r->crisis_waited[where] += f->crisis ? waited : 0.0;
    }
    if (where == FOLLOWED) {
        f->visits++;
        f->stayed += (float)(now + service < days_end ? service : days_end - now);
        f->since = now;
        r->year_started[year_of(now)]++;
    }
    plan(now + service, who);
}

static inline void write_record(result *r, const family *f, double left, int present) {
    if (unlikely(r->records == records_most)) { fputs("refchain: records are full\n", stderr); exit(1); }
    record *q = &records[r->records++];
    q->came = f->came, q->left = left, q->stayed = f->stayed, q->number = f->number, q->visits = f->visits;
    q->crisis = f->crisis, q->present = (uint8_t)present;
    memcpy(q->waited, f->waited, sizeof q->waited);
}

static void read_stocks(result *r, uint32_t year) {
    for (int s = 0; s < STATIONS; s++) {
        r->stock[year][s][0] = stations[s].waiting;
        r->stock[year][s][1] = stations[s].busy;
    }
}

static void run(double arrivals_per_day, result *r) {
    uint32_t free_slot = NOBODY, never_used = 0, readings = 0;
    double next_arrival = draw_time(&random_numbers) / arrivals_per_day, reading = WARMUP, stop = WARMUP;
    memset(r, 0, sizeof *r);
    memset(bucket, 0xff, (uint64_t)(buckets + 8) * sizeof *bucket);
    due_count = current = 0;
    for (int s = 0; s < STATIONS; s++) {
        uint32_t servers = stations[s].servers;
        stations[s] = (station){{NOBODY, NOBODY}, {NOBODY, NOBODY}, 0, 0, servers};
    }
    for (;;) {
        double next_end = next_due(next_arrival);
        double now = next_arrival < next_end ? next_arrival : next_end;
        if (unlikely(now >= stop)) {
            for (; reading <= days_end && reading <= now && readings < YEARS_MOST; reading += YEAR) read_stocks(r, readings++);
            if (now > days_end) break;
            stop = reading <= days_end ? reading : days_end;
        }
        r->events++;
        uint32_t who, where;
        if (next_arrival < next_end) {
            next_arrival += draw_time(&random_numbers) / arrivals_per_day;
            if (free_slot != NOBODY) {
                who = free_slot;
                free_slot = families[who].next;
            } else if ((who = never_used++) >= slots) {
                fputs("refchain: no slots left\n", stderr);
                exit(1);
            }
            families[who] = (family){.came = now, .number = (uint32_t)r->families++};
            families[who].crisis = draw_word(&random_numbers) < (uint32_t)(CRISIS * 0x1p32);
            where = 0;
        } else {
            who = due[--due_count] & SLOT_MASK;
            family *f = &families[who];
            station *from = &stations[f->station];
            if (f->station == FOLLOWED) {
                uint32_t year = year_of(now);
                r->year_ended[year]++;
                r->year_days[year] += now - f->since;
            }
            uint32_t word = draw_word(&random_numbers), way = 0;
            for (int k = 0; k < WAYS - 1; k++) way += word >= BOUND[f->station][k];
            where = GOAL[f->station][way];
            if (from->waiting) {
                int line = from->first[1] != NOBODY;
                uint32_t called = from->first[line];
                from->first[line] = families[called].next;
                from->waiting--;
                serve(r, called, f->station, now);
            } else {
                from->busy--;
            }
            if (where == STATIONS) {
                write_record(r, f, now, 0);
                f->number = NOBODY;
                f->next = free_slot;
                free_slot = who;
                continue;
            }
        }
        family *f = &families[who];
        station *to = &stations[where];
        f->station = (uint8_t)where;
        f->since = now;
        if (to->busy < to->servers) {
            to->busy++;
            serve(r, who, where, now);
        } else {
            int line = f->crisis;
            f->next = NOBODY;
            if (to->first[line] == NOBODY) to->first[line] = who;
            else families[to->last[line]].next = who;
            to->last[line] = who;
            to->waiting++;
        }
    }
    for (uint32_t who = 0; who < never_used; who++)
        if (families[who].number != NOBODY) write_record(r, &families[who], days_end, 1);
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void print_list(const char *name, const double *values) {
    printf(", \"%s\": [", name);
    for (int s = 0; s < STATIONS; s++) printf("%s%.17g", s ? ", " : "", values[s]);
    printf("]");
}

int main(int count, char **word) {
    if (count != 5 + STATIONS) { fputs("use: refchain ARRIVALS_PER_DAY DAYS SEED REPLICATIONS SERVERS...\n", stderr); return 2; }
    double arrivals = atof(word[1]), begun = seconds();
    uint64_t seed = strtoull(word[3], NULL, 10), events = 0, kept = 0, came = 0;
    int replications = atoi(word[4]);
    days_end = atof(word[2]);
    for (int s = 0; s < STATIONS; s++) stations[s].servers = (uint32_t)atoi(word[5 + s]);
    buckets = (uint32_t)(arrivals * EVENTS_PER_FAMILY * days_end / PER_BUCKET) + 16;
    buckets_per_day = buckets / days_end;
    key_scale = (double)((1ULL << (64 - SLOT_BITS)) - 1) / days_end;
    slots = (uint32_t)(arrivals * DAYS_IN_CARE * 1.5) + 20000;
    if (slots > SLOT_MASK) { fputs("refchain: too many arrivals\n", stderr); return 2; }
    records_most = (uint64_t)(arrivals * days_end * 1.02 + 10 * sqrt(arrivals * days_end)) + 1000;
    bucket = memory((uint64_t)(buckets + 8) * sizeof *bucket);
    families = memory((uint64_t)slots * sizeof *families);
    records = memory(records_most * sizeof *records);
    due = memory((uint64_t)slots * sizeof *due);
    double started[STATIONS] = {0}, mean[STATIONS] = {0}, square[STATIONS] = {0}, crisis[STATIONS] = {0}, stock[STATIONS] = {0};
    static result r;
    for (int k = 0; k < replications; k++) {
        draws_begin(&random_numbers, seed + (uint64_t)k);
        run(arrivals, &r);
        events += r.events, kept += r.records, came += r.families;
        for (int s = 0; s < STATIONS; s++) {
            double wait = r.started[s] ? r.waited[s] / (double)r.started[s] : 0.0;
            started[s] += (double)r.started[s];
            mean[s] += wait / replications;
            square[s] += wait * wait / replications;
            crisis[s] += r.crisis_started[s] ? r.crisis_waited[s] / (double)r.crisis_started[s] / replications : 0.0;
            stock[s] += (double)r.stock[0][s][1] / replications;
        }
    }
    printf("{\"events\": %llu, \"families\": %llu, \"records\": %llu, \"seconds\": %.9f", (unsigned long long)events,
           (unsigned long long)came, (unsigned long long)kept, seconds() - begun);
    print_list("started", started);
    print_list("wait_days", mean);
    print_list("squared_wait", square);
    print_list("crisis_wait_days", crisis);
    print_list("in_service_after_warmup", stock);
    printf("}\n");
    return 0;
}
