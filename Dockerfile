# Staffroom as an image: docs/running.md says how it is used. It has no database: set DATABASE_URL.

# One that Node.js still mends, of those that the tests run on; `--build-arg NODE=22` takes another.
ARG NODE=24

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src src
COPY adapters adapters
COPY db db
# The build holds the packages, but the one that hashes passwords: that is machine code. None is needed beside it, nor what a next
# build would take its packages from.
RUN npm run build && rm -r dist/packages-* \
  && find node_modules -mindepth 1 -maxdepth 1 ! -name @node-rs -exec rm -rf {} +

FROM node:${NODE}-bookworm-slim
# In a container others come by the network; which of them, says who publishes the port.
ENV NODE_ENV=production HOST=0.0.0.0
# `npm run …` in a container is not to ask whether there is a newer npm.
ENV NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
# All of it is root's: the program can't change itself.
COPY --from=build /app ./
# The one folder that is its own: the mailbox, while there is no mail server. With its right mode it need not be writable else.
RUN install --directory --owner 1000 --group 1000 --mode 0700 .data
# The image's user node, by number: Kubernetes can't tell from a name that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
# What it says stands in `docker inspect`. Nothing should restart it for this: Staffroom gets well by itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then(async (r) => { console.log(await r.text()); process.exit(r.ok ? 0 : 1); }, (e) => { console.log(e.message); process.exit(1); })"]
# Not by npm, which would be the one that is told to stop.
CMD ["node", "src/build/run.js", "src/main.js"]
