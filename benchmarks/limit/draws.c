/* Random numbers in blocks. Compiled by itself with fast arithmetic, so that the compiler may take eight at a time. */
#include "draws.h"
#include <math.h>

static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

void draws_begin(draws *d, uint64_t seed) {
    d->place = mixed(seed + 0x9e3779b97f4a7c15ULL);
    d->next_time = d->next_word = DRAWS;
}

void draws_times(draws *d) {
    for (int i = 0; i < DRAWS; i++) {
        uint64_t z = mixed(d->place + (uint64_t)(i + 1) * 0x9e3779b97f4a7c15ULL);
        d->time[i] = -log(((double)(int64_t)(z >> 12) + 0.5) * 0x1p-52);
    }
    d->place += (uint64_t)DRAWS * 0x9e3779b97f4a7c15ULL;
    d->next_time = 0;
}

void draws_words(draws *d) {
    for (int i = 0; i < DRAWS; i++)
        d->word[i] = (uint32_t)(mixed(d->place + (uint64_t)(i + 1) * 0x9e3779b97f4a7c15ULL) >> 32);
    d->place += (uint64_t)DRAWS * 0x9e3779b97f4a7c15ULL;
    d->next_word = 0;
}
