/* health.h - the figures of health for people and programs. */
#ifndef FRONT_HEALTH_H
#define FRONT_HEALTH_H

#include "front/cmd.h"

/* Members of an open JSON object. */
void health_json(struct json_out *j, const struct kb_health *h);
/* Lines "label value", those that the base has something to say on. */
void health_fields(struct out *o, const struct kb_health *h);
/* All of it with the trend. */
void health_print(struct front *f, const struct kb_health_report *r, bool json);

#endif
