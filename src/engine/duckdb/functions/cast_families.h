#pragma once

namespace skep::engine {

class Registrar;

// Casts, and what the mode without ANSI and types with a length need; one per file of this folder, as in families.h.
void add_casts_to_interval(Registrar& registrar);
void add_casts_to_real(Registrar& registrar);
void add_legacy_casts(Registrar& registrar);
void add_wrapping_arithmetic(Registrar& registrar);
void add_sized_texts(Registrar& registrar);

}  // namespace skep::engine
