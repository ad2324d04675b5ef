#pragma once

#include "command.hpp"

namespace parley::tools {

// What the table of commands refers to; each is in the file of its name.

exit_code run_serve(const invocation& from);
exit_code run_import(const invocation& from);
exit_code run_export(const invocation& from);
exit_code run_sessions(const invocation& from);
exit_code run_show(const invocation& from);
exit_code run_tail(const invocation& from);
exit_code run_search(const invocation& from);
exit_code run_erase(const invocation& from);
exit_code run_keys(const invocation& from);
exit_code run_letters(const invocation& from);
exit_code run_retention(const invocation& from);
exit_code run_migrate(const invocation& from);
exit_code run_stats(const invocation& from);
exit_code run_context(const invocation& from);
exit_code run_summaries(const invocation& from);
exit_code run_doctor(const invocation& from);
exit_code run_backup(const invocation& from);
exit_code run_config(const invocation& from);

void describe_export(boost::program_options::options_description& options);
void describe_sessions(boost::program_options::options_description& options);
void describe_show(boost::program_options::options_description& options);
void describe_tail(boost::program_options::options_description& options);
void describe_search(boost::program_options::options_description& options);
void describe_erase(boost::program_options::options_description& options);
void describe_keys(boost::program_options::options_description& options);
void describe_letters(boost::program_options::options_description& options);
void describe_retention(boost::program_options::options_description& options);
void describe_migrate(boost::program_options::options_description& options);
void describe_stats(boost::program_options::options_description& options);
void describe_context(boost::program_options::options_description& options);
void describe_summaries(boost::program_options::options_description& options);
void describe_doctor(boost::program_options::options_description& options);
void describe_config(boost::program_options::options_description& options);

}  // namespace parley::tools
