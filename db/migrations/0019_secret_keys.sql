CREATE TABLE "secret_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "secret_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"fingerprint" "bytea" NOT NULL,
	"taken_up_at" timestamp with time zone NOT NULL,
	CONSTRAINT "secret_keys_fingerprint_unique" UNIQUE("fingerprint")
);
