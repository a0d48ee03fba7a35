#include "jobs/job.h"

#include "warehouse/warehouse.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace skep::jobs {
namespace {

constexpr std::array kStates = {JobState::queued, JobState::running, JobState::succeeded, JobState::failed,
                                JobState::cancelled};

template <typename T>
std::optional<T> hexadecimal(std::string_view text) {
  T value{};
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view to_string(JobState state) {
  switch (state) {
    case JobState::queued: return "queued";
    case JobState::running: return "running";
    case JobState::succeeded: return "succeeded";
    case JobState::failed: return "failed";
    case JobState::cancelled: return "cancelled";
  }
  return "";
}

std::optional<JobState> job_state_named(std::string_view name) {
  for (auto state : kStates)
    if (to_string(state) == name) return state;
  return std::nullopt;
}

std::string operation_id(const Job& job, size_t step, int attempt) {
  return fmt::format("{:08x}-{:04x}-8{:03x}-8000-{:012x}", job.nonce, attempt & 0xFFFF, step & 0xFFF, job.number);
}

std::optional<OperationOwner> owner_of_operation(std::string_view operation_id) {
  if (!warehouse::is_job_write(operation_id)) return std::nullopt;
  auto nonce = hexadecimal<uint32_t>(operation_id.substr(0, 8));
  auto number = hexadecimal<int64_t>(operation_id.substr(24));
  if (!nonce || !number) return std::nullopt;
  return OperationOwner{*number, *nonce};
}

}  // namespace skep::jobs
