#include "lint/profile.h"

#include "base/caps.h"
#include "lint/profile_parts.h"

/* Between the parts and the program: counts, so that no certificate floods it. */
struct flood_gate {
	const struct lint_sink *to;
	size_t count[LINT_ID_COUNT];
};

static void pass_or_count(void *context, enum lint_id id, const char *fact)
{
	struct flood_gate *gate = context;

	if (gate->count[id]++ < CAP_CERT_REPEATS)
		gate->to->found(gate->to->context, id, fact);
}

static void tell_the_rest(const struct flood_gate *gate)
{
	for (int i = 0; i < LINT_ID_COUNT; i++)
		if (gate->count[i] > CAP_CERT_REPEATS)
			lint_found(gate->to, (enum lint_id)i,
				   "%zu more of these in the certificate",
				   gate->count[i] - CAP_CERT_REPEATS);
}

void lint_profile(const struct cert *c, const struct lint_sink *to)
{
	struct flood_gate gate = { .to = to };
	const struct lint_sink through = { pass_or_count, &gate };
	struct lint_subject s = { .cert = c };

	cert_extensions(c, &s.x);
	s.ca = cert_ca(&s.x, &s.pathlen);
	s.self_issued = cert_self_issued(c);
	s.has_key_usage = cert_key_usage(&s.x, &s.key_usage);
	lint_frame(&s, &through);
	lint_algorithms(&s, &through);
	lint_names(&s, &through);
	lint_extensions(&s, &through);
	lint_der(&s, &through);
	tell_the_rest(&gate);
}
