-- Sends the requests of a file in their order: a path, a cookie and the body of a form, with tabs between; without a body, a GET.
-- Each thread has a server of its own, by the ports in WRK_PORTS, and an equal part of the requests.
local requests, at, ports, threads = {}, 0, {}, 0
for port in (os.getenv("WRK_PORTS") or ""):gmatch("%d+") do ports[#ports + 1] = port end

function setup(thread)
  thread.addr = wrk.lookup("127.0.0.1", ports[threads + 1])[1]
  thread:set("share", threads)
  thread:set("shares", #ports)
  threads = threads + 1
end

function init(args)
  local number = 0
  for line in io.lines(args[1]) do
    number = number + 1
    if number % shares == share then add(line) end
  end
end

function add(line)
  local path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
  local headers = { ["Cookie"] = cookie }
  if body == "" then
    requests[#requests + 1] = wrk.format("GET", path, headers)
  else
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nresult {"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
