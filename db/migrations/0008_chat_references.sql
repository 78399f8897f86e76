CREATE TABLE "chat_references" (
	"platform" "platform" NOT NULL,
	"external_id" text NOT NULL,
	"peer" text NOT NULL,
	"content" jsonb NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "chat_references_platform_external_id_peer_pk" PRIMARY KEY("platform","external_id","peer")
);
