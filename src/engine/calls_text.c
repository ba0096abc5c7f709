/* calls_text.c - see calls_text.h. */
#include "engine/calls_text.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/vec.h"

static const char *const finishes[] = {
	[LLM_STOP] = "stop",
	[LLM_CALLS] = "calls",
	[LLM_LENGTH] = "length",
	[LLM_REFUSAL] = "refusal",
	[LLM_FILTERED] = "filtered",
	[LLM_BROKEN] = "broken",
};

struct str calls_put_result(struct arena *a, const struct llm_result *r)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "text", r->text);
	json_put_str(&o, "finish", str_of(finishes[r->finish]));
	json_put_str(&o, "model", r->model);
	json_put_str(&o, "request_id", r->request_id);
	json_put_str(&o, "raw", r->raw);
	json_open(&o, "calls", '[');
	for (size_t i = 0; i < r->n_calls; i++) {
		json_open(&o, NULL, '{');
		json_put_str(&o, "id", r->calls[i].id);
		json_put_str(&o, "name", r->calls[i].name);
		json_put_str(&o, "arguments", r->calls[i].arguments);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_str(&b);
}

bool calls_get_result(struct arena *a, struct str text, struct llm_result *out)
{
	struct json *j;
	*out = (struct llm_result){.finish = LLM_BROKEN};
	if (!json_parse(a, text, &j, NULL))
		return false;
	out->text = json_str(json_get(j, STR("text")));
	out->model = json_str(json_get(j, STR("model")));
	out->request_id = json_str(json_get(j, STR("request_id")));
	out->raw = json_str(json_get(j, STR("raw")));
	for (size_t i = 0; i < sizeof finishes / sizeof finishes[0]; i++)
		if (str_eqz(json_str(json_get(j, STR("finish"))), finishes[i]))
			out->finish = (enum llm_finish)i;
	struct json *l = json_get(j, STR("calls"));
	out->n_calls = json_len(l);
	out->calls = ARENA_ARRAY(a, struct llm_tool_call, out->n_calls);
	for (size_t i = 0; i < out->n_calls; i++)
		out->calls[i] = (struct llm_tool_call){json_str(json_get(json_at(l, i), STR("id"))),
			json_str(json_get(json_at(l, i), STR("name"))),
			json_str(json_get(json_at(l, i), STR("arguments")))};
	return true;
}

/* The question with each text by its hash, which is put into texts. */
struct request_out {
	struct arena *a;
	struct json_out o;
	VEC(struct paid_text) texts;
};

static void put_text(struct request_out *x, const char *key, struct str text)
{
	struct paid_text t = {sha_base32(x->a, sha_of(text), 26), text};
	VEC_PUSH(x->a, &x->texts, t);
	json_put_str(&x->o, key, t.hash);
}

static void put_message(struct request_out *x, const struct llm_message *m)
{
	static const char *const roles[] = {"user", "assistant", "tool"};
	json_open(&x->o, NULL, '{');
	json_put_str(&x->o, "role", str_of(roles[m->role]));
	put_text(x, "text", m->raw.n ? m->raw : m->text);
	if (m->tool.n)
		json_put_str(&x->o, "tool", m->tool);
	for (size_t i = 0; i < m->n_images; i++)
		json_put_str(&x->o, "image", sha_base32(x->a, sha_of(m->images[i].bytes), 26));
	json_close(&x->o, '}');
}

struct str calls_put_request(struct arena *a, const struct llm_request *rq, struct paid_reply *out)
{
	struct buf b = buf_make(a);
	struct request_out x = {.a = a, .o = json_begin(&b, false)};
	json_open(&x.o, NULL, '{');
	json_put_str(&x.o, "model", rq->model);
	json_open(&x.o, "system", '[');
	for (size_t i = 0; i < rq->n_system; i++)
		put_text(&x, NULL, rq->system[i].text);
	json_close(&x.o, ']');
	json_open(&x.o, "messages", '[');
	for (size_t i = 0; i < rq->n_messages; i++)
		put_message(&x, &rq->messages[i]);
	json_close(&x.o, ']');
	if (rq->schema.n)
		put_text(&x, "schema", rq->schema);
	json_put_int(&x.o, "max_output", rq->max_output);
	json_close(&x.o, '}');
	out->texts = x.texts.v;
	out->n_texts = x.texts.n;
	return buf_str(&b);
}
