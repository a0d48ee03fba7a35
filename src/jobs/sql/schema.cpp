#include "jobs/sql/schema.h"

namespace skep::jobs::sql {
namespace {

/// The version of these tables. A store of an earlier one gets what it lacks, one of a later one is refused.
constexpr int kVersion = 2;

constexpr const char* kTablesSince1[] = {
    R"(CREATE TABLE "SKEP_JOBS_VERSION" ("VERSION" integer NOT NULL))",
    R"(CREATE TABLE "SKEP_JOBS" (
        "NUMBER" bigint PRIMARY KEY, "ID" text NOT NULL UNIQUE, "PRINCIPAL" text NOT NULL, "PRIORITY" integer NOT NULL,
        "REQUEST" text NOT NULL, "NONCE" bigint NOT NULL, "STATE" text NOT NULL, "REVISION" bigint NOT NULL,
        "STEP" integer NOT NULL, "ATTEMPT" integer NOT NULL, "STEP_ATTEMPT" integer NOT NULL,
        "FAILURES" integer NOT NULL, "INTERRUPTIONS" integer NOT NULL, "CANCEL_WANTED" integer NOT NULL,
        "OWNER" text NOT NULL, "LEASE_UNTIL" bigint NOT NULL, "SUBMITTED" bigint NOT NULL, "READY" bigint NOT NULL,
        "STARTED" bigint NOT NULL, "ENDED" bigint NOT NULL, "PROGRESS" text NOT NULL, "ERROR" text NOT NULL,
        "RESULT_ROWS" bigint NOT NULL, "RESULT_BYTES" bigint NOT NULL, "RESULT_UNTIL" bigint NOT NULL,
        "RESULT_DATA" text NOT NULL))",
    R"(CREATE INDEX "SKEP_JOBS_QUEUE" ON "SKEP_JOBS" ("STATE", "PRIORITY" DESC, "NUMBER"))",
    R"(CREATE TABLE "SKEP_JOB_EVENTS" (
        "JOB_NUMBER" bigint NOT NULL, "NUMBER" bigint NOT NULL, "AT" bigint NOT NULL, "STATE" text NOT NULL,
        "TEXT" text NOT NULL, PRIMARY KEY ("JOB_NUMBER", "NUMBER")))",
    R"(CREATE TABLE "SKEP_JOB_KEYS" (
        "PRINCIPAL" text NOT NULL, "KEY_TEXT" text NOT NULL, "BODY_HASH" text NOT NULL, "JOB_NUMBER" bigint NOT NULL,
        "UNTIL" bigint NOT NULL, PRIMARY KEY ("PRINCIPAL", "KEY_TEXT")))",
};

constexpr const char* kTablesSince2[] = {
    R"(CREATE TABLE "SKEP_JOB_WAITS" (
        "FOR_NUMBER" bigint NOT NULL, "JOB_NUMBER" bigint NOT NULL, PRIMARY KEY ("FOR_NUMBER", "JOB_NUMBER")))",
    R"(CREATE INDEX "SKEP_JOB_WAITS_OF" ON "SKEP_JOB_WAITS" ("JOB_NUMBER"))",
    R"(CREATE TABLE "SKEP_JOB_SCHEDULES" (
        "ID" text PRIMARY KEY, "PRINCIPAL" text NOT NULL, "CRON" text NOT NULL, "ZONE" text NOT NULL,
        "MISSED" text NOT NULL, "PRIORITY" integer NOT NULL, "REQUEST" text NOT NULL, "CREATED" bigint NOT NULL,
        "NEXT" bigint NOT NULL, "LAST_JOB" text NOT NULL))",
    R"(CREATE TABLE "SKEP_JOB_HOOKS" ("JOB_NUMBER" bigint PRIMARY KEY, "NEXT" bigint NOT NULL, "TRIES" integer NOT NULL))",
    R"(CREATE INDEX "SKEP_JOB_HOOKS_NEXT" ON "SKEP_JOB_HOOKS" ("NEXT"))",
    R"(CREATE INDEX "SKEP_JOB_SCHEDULES_NEXT" ON "SKEP_JOB_SCHEDULES" ("NEXT"))",
};

}  // namespace

Result<void> create_schema(metastore::sql::Transaction& transaction) {
  auto& session = transaction.session();
  transaction.dialect().lock_schema(session);
  if (transaction.dialect().has_table(session, "SKEP_JOBS_VERSION")) {
    int version = 0;
    session << R"(SELECT "VERSION" FROM "SKEP_JOBS_VERSION")", soci::into(version);
    if (version == kVersion) return {};
    if (version > kVersion)
      return make_error(ErrorCode::unsupported, "the store of jobs has version {}, and this program knows {}", version,
                        kVersion);
    for (const char* table : kTablesSince2) session << table;
    session << R"(UPDATE "SKEP_JOBS_VERSION" SET "VERSION" = :version)", soci::use(kVersion);
    return {};
  }
  for (const char* table : kTablesSince1) session << table;
  if (transaction.dialect().takes_ids_apart()) session << R"(CREATE SEQUENCE "SKEP_JOB_NUMBERS")";
  for (const char* table : kTablesSince2) session << table;
  session << R"(INSERT INTO "SKEP_JOBS_VERSION" ("VERSION") VALUES (:version))", soci::use(kVersion);
  return {};
}

}  // namespace skep::jobs::sql
