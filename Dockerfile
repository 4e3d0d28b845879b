# Node 22's engine wants glibc 2.38 or later: Debian trixie has it, bookworm has not.
FROM node:22-trixie-slim AS build
WORKDIR /carillon
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
RUN npm prune --ignore-scripts --omit=dev --include=prod
RUN node scripts/keep-one-engine.mjs

FROM node:22-trixie-slim
ENV NODE_ENV=production
WORKDIR /carillon
COPY --from=build /carillon/package.json /carillon/LICENSE ./
COPY --from=build /carillon/node_modules ./node_modules
COPY --from=build /carillon/dist ./dist
COPY --from=build /carillon/protocol ./protocol
USER node
EXPOSE 6001
# Reads the same environment and file as the server; flags given to `docker run` are not seen here.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ["node", "dist/cli/main.js", "status"]
# The process itself is process 1, and leaves politely on SIGTERM.
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["start"]
