-- One GET per request for the context of one of 256 sessions, each with 100 messages; http.sh made them.
local n = 0

function request()
  n = n + 1
  return wrk.format("GET", "/v1/tenants/default/sessions/bench-" .. (n % 256) .. "/context?max_tokens=2000")
end

function done(summary, latency)
  io.write(string.format("%.0f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
