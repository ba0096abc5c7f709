/* vec.h - growing arrays of a type, in an arena: struct { T *v; size_t n, cap; }. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(T)                                                                                     \
	struct {                                                                                   \
		T *v;                                                                              \
		size_t n, cap;                                                                     \
	}

/* Appends x; may move the array. */
#define VEC_PUSH(a, vec, x)                                                                        \
	((vec)->n == (vec)->cap ? (void)((vec)->v = vec_grow((a), (vec)->v, sizeof *(vec)->v,      \
						 (vec)->n, &(vec)->cap))                           \
				: (void)0,                                                         \
		(vec)->v[(vec)->n++] = (x))

/* Room for one more object of size bytes: at least doubles *cap. */
void *vec_grow(struct arena *a, void *v, size_t size, size_t n, size_t *cap);

#endif
