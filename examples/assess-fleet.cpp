// Assesses many machines at once, from C++17: prints a document for each as soon as it is done, one on a line, and shows the progress.
// Ctrl+C cancels: what is ready still comes, and each other machine is answered with an error document that says so.
//
//   cargo build --release
//   c++ -std=c++17 -Iinclude examples/assess-fleet.cpp -Ltarget/release -lwsus954960 -Wl,-rpath,target/release -o assess-fleet
//   ./assess-fleet tests/fixtures/roots/affected tests/fixtures/roots/clear
//
// The library's strings are UTF-16, its documents are JSON. This program only passes them on; use a JSON library to look into them.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "wsus954960.h"

namespace wsus {

// A document that the library made, and frees.
class Document {
public:
    explicit Document(std::uint16_t *json) : json_(json) {}

    std::u16string text() const
    {
        std::u16string text;
        for (const std::uint16_t *unit = json_.get(); *unit != 0; unit++)
            text += static_cast<char16_t>(*unit);
        return text;
    }

private:
    struct Free {
        void operator()(std::uint16_t *json) const { wsus954960_free(json); }
    };
    std::unique_ptr<std::uint16_t, Free> json_;
};

// What the library refuses, with its error document.
struct Refused : std::runtime_error {
    explicit Refused(std::u16string document) : std::runtime_error("the library refused"), document(std::move(document)) {}
    std::u16string document;
};

// Many machines at once.
class Job {
public:
    explicit Job(const std::u16string &request)
    {
        std::uint16_t *json = nullptr;
        if (wsus954960_job_start(reinterpret_cast<const std::uint16_t *>(request.c_str()), &job_, &json) != WSUS954960_OK)
            throw Refused(Document(json).text());
    }
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;
    ~Job() { wsus954960_job_free(job_); }

    // The next document: nothing if none came in that time. After the last one, done() is true.
    std::optional<Document> next(std::chrono::milliseconds wait)
    {
        std::uint16_t *json = nullptr;
        const auto status = wsus954960_job_next(job_, static_cast<std::uint32_t>(wait.count()), &json);
        if (status == WSUS954960_OK)
            return Document(json);
        if (status == WSUS954960_FINISHED)
            done_ = true;
        else if (status != WSUS954960_NOTHING_YET)
            throw Refused(Document(json).text());
        return std::nullopt;
    }
    bool done() const { return done_; }
    void cancel() { wsus954960_job_cancel(job_); }

private:
    wsus954960_job job_ = 0;
    bool done_ = false;
};

} // namespace wsus

namespace {

volatile std::sig_atomic_t interrupted = 0;

// A string of JSON.
std::u16string quoted(const std::u16string &text)
{
    static constexpr char16_t digits[] = u"0123456789abcdef";
    std::u16string json = u"\"";
    for (const char16_t unit : text) {
        if (unit < 0x20 || unit == u'"' || unit == u'\\')
            json += std::u16string(u"\\u00") + digits[unit >> 4] + digits[unit & 0xF];
        else
            json += unit;
    }
    return json + u'"';
}

std::string utf8(const std::u16string &text)
{
    return std::filesystem::path(text).u8string();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::cerr << "usage: " << argv[0] << " FOLDER...\nEach folder stands for a machine's system drive.\n";
        return 2;
    }
    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION) {
        std::cerr << "the library is of another version than the header that this program was built with\n";
        return 2;
    }
    std::u16string request = u"{\"concurrency\":16,\"timeoutSeconds\":60,\"targets\":[";
    for (int i = 1; i < argc; i++)
        request += (i > 1 ? u",{\"root\":" : u"{\"root\":") + quoted(std::filesystem::path(argv[i]).u16string()) + u'}';
    request += u"]}";

    std::signal(SIGINT, [](int) { interrupted = 1; });
    try {
        wsus::Job job(request);
        while (!job.done()) {
            // Waiting ends this often, to look whether the user cancelled.
            const auto document = job.next(std::chrono::milliseconds(200));
            if (interrupted)
                job.cancel();
            if (!document)
                continue;
            const auto text = document->text();
            // Inside of a string these quotes would be escaped.
            const bool progress = text.find(u"\"kind\":\"progress\"") != std::u16string::npos;
            (progress ? std::cerr : std::cout) << utf8(text) << std::endl;
        }
    } catch (const wsus::Refused &refused) {
        std::cerr << utf8(refused.document) << std::endl;
        return 2;
    }
    return interrupted ? 2 : 0;
}
