/* chart_scale.c - see chart.h: round ticks (1, 2, 5 times a power of ten) and where values stand. */
#include <math.h>

#include "engine/chart.h"

#define TICKS 6.0 /* about so many */

struct chart_scale chart_scale_make(double lo, double hi, bool zero, double from, double to)
{
	struct chart_scale s = {.from = from, .to = to};
	if (zero) {
		lo = lo < 0 ? lo : 0;
		hi = hi > 0 ? hi : 0;
	}
	if (!(hi > lo)) { /* a single value */
		double around = fabs(lo) > 0 ? fabs(lo) / 2 : 1;
		lo = zero ? lo : lo - around;
		hi = hi + around;
	}
	double raw = (hi - lo) / TICKS, power = pow(10, floor(log10(raw)));
	double times = raw / power;
	s.step = power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
	s.lo = floor(lo / s.step + 1e-9) * s.step;
	s.hi = ceil(hi / s.step - 1e-9) * s.step;
	while (s.places < 12 &&
		fabs(round(s.step * pow(10, s.places)) - s.step * pow(10, s.places)) >
			1e-6 * pow(10, s.places) * s.step)
		s.places++;
	return s;
}

double chart_at(const struct chart_scale *s, double v)
{
	return s->from + (v - s->lo) / (s->hi - s->lo) * (s->to - s->from);
}

/* Thousands are set apart by thin blanks from five digits on. */
struct str chart_tick(struct arena *a, const struct chart_scale *s, double v)
{
	double near = round(v / s->step) * s->step;
	struct str plain = str_printf(a, "%.*f", s->places, near == 0 ? 0.0 : near);
	size_t sign = plain.p[0] == '-', end = str_find_byte(plain, '.');
	struct buf b = buf_make(a);
	end = end == STR_NPOS ? plain.n : end;
	if (sign)
		buf_puts(&b, "−");
	for (size_t i = sign; i < plain.n; i++) {
		if (i > sign && i < end && (end - i) % 3 == 0 && end - sign > 4)
			buf_puts(&b, "\xE2\x80\x89");
		buf_putc(&b, plain.p[i]);
	}
	return buf_str(&b);
}
