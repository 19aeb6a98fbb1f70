/* One stream of random numbers, taken from blocks: unit exponentials, and words of 32 bits. */
#ifndef DRAWS_H
#define DRAWS_H
#include <stdint.h>

enum { DRAWS = 512 };
typedef struct {
    uint64_t place;
    int next_time, next_word;
    double time[DRAWS];
    uint32_t word[DRAWS];
} draws;

void draws_begin(draws *d, uint64_t seed);
void draws_times(draws *d);
void draws_words(draws *d);

static inline double draw_time(draws *d) {
    if (d->next_time == DRAWS) draws_times(d);
    return d->time[d->next_time++];
}

static inline uint32_t draw_word(draws *d) {
    if (d->next_word == DRAWS) draws_words(d);
    return d->word[d->next_word++];
}
#endif
