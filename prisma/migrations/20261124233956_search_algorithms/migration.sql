-- AlterTable
ALTER TABLE "generations" ADD COLUMN     "predictor" JSONB,
ADD COLUMN     "savings" JSONB;

-- AlterTable
ALTER TABLE "individuals" ADD COLUMN     "inheritance" TEXT,
ADD COLUMN     "prediction" JSONB,
ADD COLUMN     "rung" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "results" ADD COLUMN     "curve_digests" TEXT[];

-- AlterTable
ALTER TABLE "searches" ADD COLUMN     "algorithm_step" INTEGER NOT NULL DEFAULT 0;

-- From here on by hand.

-- Results compared from now on are compared by all links of their chains. What was refused at once never is, and may be anything.
UPDATE "results" SET "curve_digests" = ARRAY(
    SELECT "record"."value" ->> 'digest'
    FROM json_array_elements("payload" -> 'result' -> 'curve') WITH ORDINALITY AS "record" ("value", "position")
    ORDER BY "record"."position")
  WHERE "rejection" IS NULL;

ALTER TABLE "searches" ADD CONSTRAINT "searches_algorithm_step" CHECK ("algorithm_step" >= 0);
ALTER TABLE "individuals" ADD CONSTRAINT "individuals_rung" CHECK ("rung" >= 0);
