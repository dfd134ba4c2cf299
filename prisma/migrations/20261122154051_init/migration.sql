-- CreateEnum
CREATE TYPE "search_state" AS ENUM ('running', 'completed', 'cancelled', 'failed');

-- CreateEnum
CREATE TYPE "generation_state" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('open', 'agreed', 'failed');

-- CreateEnum
CREATE TYPE "assignment_state" AS ENUM ('leased', 'submitted', 'agreed', 'rejected', 'expired', 'returned', 'revoked');

-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('public', 'private');

-- CreateTable
CREATE TABLE "datasets" (
    "sha256" CHAR(64) NOT NULL,
    "name" TEXT NOT NULL,
    "header" JSONB NOT NULL,
    "bytes" BIGINT NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'private',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datasets_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "searches" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "dataset_sha256" CHAR(64) NOT NULL,
    "config" JSONB NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'public',
    "state" "search_state" NOT NULL DEFAULT 'running',
    "state_reason" TEXT,
    "waiting" JSONB,
    "reference" JSONB NOT NULL,
    "algorithm_state" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "searches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generations" (
    "search_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "state" "generation_state" NOT NULL DEFAULT 'open',
    "hypervolume" DOUBLE PRECISION,
    "evaluations" INTEGER,
    "front" UUID[],
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "generations_pkey" PRIMARY KEY ("search_id","index")
);

-- CreateTable
CREATE TABLE "individuals" (
    "id" UUID NOT NULL,
    "search_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "genome" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "parents" UUID[],
    "job_id" UUID NOT NULL,
    "params" BIGINT NOT NULL,
    "flops" BIGINT NOT NULL,

    CONSTRAINT "individuals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "search_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "spec" JSONB NOT NULL,
    "spec_hash" CHAR(64) NOT NULL,
    "genome" TEXT NOT NULL,
    "params" BIGINT NOT NULL,
    "flops" BIGINT NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'open',
    "seats_wanted" INTEGER NOT NULL,
    "seats_taken" INTEGER NOT NULL DEFAULT 0,
    "claimable" BOOLEAN NOT NULL DEFAULT true,
    "assignments_made" INTEGER NOT NULL DEFAULT 0,
    "accuracy" DOUBLE PRECISION,
    "digest" CHAR(64),
    "numeric_class" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "closed_cursor" BIGINT,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignments" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "job_id" UUID NOT NULL,
    "hotkey" TEXT NOT NULL,
    "worker_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" "assignment_state" NOT NULL DEFAULT 'leased',
    "reason" TEXT,
    "fraction" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "leased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "assignments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "results" (
    "assignment_id" UUID NOT NULL,
    "payload" JSON NOT NULL,
    "payload_hash" CHAR(64) NOT NULL,
    "signature" TEXT NOT NULL,
    "accuracy" DOUBLE PRECISION,
    "params" BIGINT,
    "flops" BIGINT,
    "digest" CHAR(64),
    "numeric_class" TEXT,
    "seconds" DOUBLE PRECISION,
    "curve_hits" INTEGER[],
    "rejection" TEXT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "results_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "miners" (
    "hotkey" TEXT NOT NULL,
    "flops_per_second" DOUBLE PRECISION,
    "live" BOOLEAN NOT NULL DEFAULT true,
    "agreed" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "miners_pkey" PRIMARY KEY ("hotkey")
);

-- CreateTable
CREATE TABLE "workers" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "hotkey" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "engine" TEXT NOT NULL,
    "numeric_class" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "validators" (
    "hotkey" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "validators_pkey" PRIMARY KEY ("hotkey")
);

-- CreateTable
CREATE TABLE "score_epochs" (
    "validator_hotkey" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "through_cursor" BIGINT NOT NULL,
    "payload" JSONB NOT NULL,
    "signature" TEXT NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "score_epochs_pkey" PRIMARY KEY ("validator_hotkey","epoch")
);

-- CreateTable
CREATE TABLE "event_streams" (
    "stream" TEXT NOT NULL,
    "last_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_streams_pkey" PRIMARY KEY ("stream")
);

-- CreateTable
CREATE TABLE "counters" (
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "counters_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "events" (
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "v" INTEGER NOT NULL DEFAULT 1,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("stream","seq")
);

-- CreateIndex
CREATE INDEX "searches_state_created_at_idx" ON "searches"("state", "created_at");

-- CreateIndex
CREATE INDEX "individuals_job_id_idx" ON "individuals"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "individuals_search_id_ordinal_key" ON "individuals"("search_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_closed_cursor_key" ON "jobs"("closed_cursor");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_search_id_spec_hash_key" ON "jobs"("search_id", "spec_hash");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_search_id_ordinal_key" ON "jobs"("search_id", "ordinal");

-- CreateIndex
CREATE INDEX "assignments_hotkey_state_idx" ON "assignments"("hotkey", "state");

-- CreateIndex
CREATE INDEX "assignments_worker_id_idx" ON "assignments"("worker_id");

-- CreateIndex
CREATE INDEX "assignments_state_lease_expires_at_idx" ON "assignments"("state", "lease_expires_at");

-- CreateIndex
CREATE INDEX "assignments_state_ended_at_idx" ON "assignments"("state", "ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "assignments_job_id_ordinal_key" ON "assignments"("job_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "workers_hotkey_name_key" ON "workers"("hotkey", "name");

-- AddForeignKey
ALTER TABLE "searches" ADD CONSTRAINT "searches_dataset_sha256_fkey" FOREIGN KEY ("dataset_sha256") REFERENCES "datasets"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generations" ADD CONSTRAINT "generations_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "searches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "individuals" ADD CONSTRAINT "individuals_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "searches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "individuals" ADD CONSTRAINT "individuals_search_id_generation_fkey" FOREIGN KEY ("search_id", "generation") REFERENCES "generations"("search_id", "index") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "individuals" ADD CONSTRAINT "individuals_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "searches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_hotkey_fkey" FOREIGN KEY ("hotkey") REFERENCES "miners"("hotkey") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "workers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "results" ADD CONSTRAINT "results_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workers" ADD CONSTRAINT "workers_hotkey_fkey" FOREIGN KEY ("hotkey") REFERENCES "miners"("hotkey") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score_epochs" ADD CONSTRAINT "score_epochs_validator_hotkey_fkey" FOREIGN KEY ("validator_hotkey") REFERENCES "validators"("hotkey") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what the Prisma schema cannot say. The drift check neither sees nor removes it.

-- A hotkey has at most one seat in a batch, and none after a rejection. Expired, returned and revoked ones may come back.
CREATE UNIQUE INDEX "assignments_one_seat_per_hotkey" ON "assignments" ("job_id", "hotkey")
  WHERE "state" IN ('leased', 'submitted', 'agreed', 'rejected');

-- Serves the claim, in its order: jobs already begun first, so that batches close early, then the oldest.
CREATE INDEX "jobs_with_free_seats" ON "jobs" (("seats_taken" = 0), "opened_at", "ordinal")
  WHERE "state" = 'open' AND "claimable" AND "seats_taken" < "seats_wanted";

CREATE INDEX "miners_live" ON "miners" ("last_seen_at") WHERE "live";

ALTER TABLE "datasets"
  ADD CONSTRAINT "datasets_sha256_hex" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "datasets_bytes_positive" CHECK ("bytes" > 0);
ALTER TABLE "searches"
  ADD CONSTRAINT "searches_finished" CHECK (("state" = 'running') = ("finished_at" IS NULL)),
  ADD CONSTRAINT "searches_waiting_running" CHECK ("waiting" IS NULL OR "state" = 'running');
ALTER TABLE "generations"
  ADD CONSTRAINT "generations_size" CHECK ("index" >= 0 AND "size" >= 0),
  ADD CONSTRAINT "generations_hypervolume" CHECK ("hypervolume" BETWEEN 0 AND 1),
  ADD CONSTRAINT "generations_closed" CHECK (
    ("state" = 'closed') = ("closed_at" IS NOT NULL AND "hypervolume" IS NOT NULL AND "evaluations" IS NOT NULL));
ALTER TABLE "individuals"
  ADD CONSTRAINT "individuals_counts" CHECK ("ordinal" >= 0 AND "params" >= 0 AND "flops" >= 0);
ALTER TABLE "jobs"
  ADD CONSTRAINT "jobs_seats" CHECK ("seats_taken" BETWEEN 0 AND "seats_wanted" AND "seats_wanted" >= 1),
  ADD CONSTRAINT "jobs_counts" CHECK ("ordinal" >= 0 AND "params" >= 0 AND "flops" >= 0 AND "assignments_made" >= 0),
  ADD CONSTRAINT "jobs_closed" CHECK (
    ("state" = 'open') = ("closed_at" IS NULL) AND ("state" = 'open') = ("closed_cursor" IS NULL)),
  ADD CONSTRAINT "jobs_agreed" CHECK (
    ("state" = 'agreed') = ("accuracy" IS NOT NULL AND "digest" IS NOT NULL AND "numeric_class" IS NOT NULL)),
  ADD CONSTRAINT "jobs_accuracy" CHECK ("accuracy" BETWEEN 0 AND 100);
ALTER TABLE "assignments"
  ADD CONSTRAINT "assignments_progress" CHECK ("ordinal" >= 0 AND "epoch" >= 0 AND "fraction" BETWEEN 0 AND 1),
  ADD CONSTRAINT "assignments_ended" CHECK (("state" = 'leased') = ("ended_at" IS NULL));
ALTER TABLE "miners"
  ADD CONSTRAINT "miners_counts" CHECK ("agreed" >= 0 AND "rejected" >= 0 AND "flops_per_second" >= 0);
ALTER TABLE "workers" ADD CONSTRAINT "workers_slots" CHECK ("slots" >= 1);
ALTER TABLE "score_epochs" ADD CONSTRAINT "score_epochs_counts" CHECK ("epoch" >= 1 AND "through_cursor" >= 0);
ALTER TABLE "events" ADD CONSTRAINT "events_seq" CHECK ("seq" >= 1);

-- The journal is append-only: nobody changes history, not even by mistake.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END
$$;
CREATE TRIGGER "events_append_only" BEFORE UPDATE OR DELETE ON "events"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

INSERT INTO "event_streams" ("stream", "last_seq") VALUES ('network', 0);
INSERT INTO "counters" ("name", "value") VALUES ('closed_cursor', 0);
